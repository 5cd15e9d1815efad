import Bytes
import Glibc
import HTTP
import Pipeline
import Synchronization
import SystemPackage

/// A download on its way into a file, new or resumed.
///
/// It lies beside the file's final place, with the mark that identifies the version for the server:
/// `.NAME.enlist-part`, `.NAME.enlist-mark`.
final class PartialFile: BodyReceiver {
    /// The file's final path, for messages.
    private let path: String
    private let folder: OpenFolder
    private let limit: Int
    let file: FileDescriptor
    let name: String
    private let markName: String
    private let state: Mutex<State>

    private struct State {
        /// How many bytes there are.
        var size: Int
        /// The total number of bytes, if the server reports it.
        var total: Int?
    }

    /// Opens what an earlier attempt has left, or starts over.
    ///
    /// Anything else of that name, such as what another user has put there, is removed first.
    ///
    /// - Throws: `Errno`; `MachineError.inUse` while another run downloads to it.
    init(_ name: String, in folder: OpenFolder, path: String, limit: Int) throws {
        self.path = path
        self.folder = folder
        self.limit = limit
        self.name = ".\(name).enlist-part"
        markName = ".\(name).enlist-mark"
        if let status = try folder.status(self.name), !status.isPrivate {
            try folder.remove(self.name)
        }
        let file = try folder.fileToAppend(self.name)
        do {
            guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
                throw MachineError.inUse(path)
            }
            state = Mutex(State(size: Int(try file.stat().size)))
        } catch {
            try? file.close()
            throw error
        }
        self.file = file
    }

    deinit { try? file.close() }

    /// How many bytes there are.
    var size: Int { state.withLock { $0.size } }

    /// `3 MiB of 12 MiB`.
    var words: String {
        let state = state.withLock { $0 }
        let total = state.total.map { " of \(ByteCount(bytes: $0).readable)" } ?? ""
        return ByteCount(bytes: state.size).readable + total
    }

    /// The server's mark for the version that this is a part of; nil if it sent none.
    var mark: String? {
        guard let mark = try? folder.file(markName) else { return nil }
        defer { try? mark.close() }
        guard let content = try? mark.content(limit: 1024) else { return nil }
        return String(validating: content, as: UTF8.self)
    }

    /// Discards the content.
    func empty() throws(Errno) {
        guard ftruncate(file.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
        try? folder.remove(markName)
        state.withLock { $0 = State(size: 0) }
    }

    /// Removes it.
    func remove() {
        try? folder.remove(name)
        try? folder.remove(markName)
    }

    /// Moves it to its final place, atomically.
    func finish(as name: String, _ rights: FileRights, _ owner: FileOwner) throws(Errno) {
        try file.settle(mode: rights.mode.bits, owner: owner)
        try folder.rename(self.name, to: name)
        try? folder.remove(markName)
        try folder.synchronize()
    }

    func begin(_ reply: HTTPResponse) -> HTTPError.Reason? {
        let length = reply.contentLength
        if reply.status == 206 {
            let start = size
            guard reply.headers["Content-Range"]?.begins(with: "bytes \(start)-") == true else {
                return .malformedReply("it is not the part that was asked for")
            }
            return expect(length, after: start)
        }
        do {
            try empty()
            if let mark = reply.mark {
                try folder.makeFile(markName).finish(with: Array(mark.utf8), mode: 0o600)
            }
        } catch {
            return .fileNotWritten(path: path, "\(error)")
        }
        return expect(length, after: 0)
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> HTTPError.Reason? {
        guard bytes.count <= limit - size else { return .bodyTooLarge(limit: limit) }
        do {
            try file.write(Array(bytes))
        } catch {
            return .fileNotWritten(path: path, "\(error)")
        }
        state.withLock { $0.size += bytes.count }
        return nil
    }

    /// Records how much is still to come; the server sends the length, which may be any number.
    private func expect(_ length: UInt64?, after start: Int) -> HTTPError.Reason? {
        guard let length else { return nil }
        guard let rest = Int(exactly: length), start <= limit, rest <= limit - start else {
            return .bodyTooLarge(limit: limit)
        }
        state.withLock { $0.total = start + rest }
        return nil
    }
}

extension FileStatus {
    /// Whether only this user can have created the file, and can change it.
    fileprivate var isPrivate: Bool {
        isOrdinaryFile && user == geteuid() && mode & 0o077 == 0 && links == 1
    }
}

extension HTTPResponse {
    /// The mark of this version of the content for `If-Range`, which takes strong marks only (RFC
    /// 9110, 13.1.5).
    fileprivate var mark: String? {
        if let tag = headers["ETag"], tag.begins(with: "\""), tag.utf8.count <= 1024 { return tag }
        return nil
    }
}
