import Bytes
import Glibc
import HTTP
import Pipeline
import Synchronization
import SystemPackage

/// A download on its way into a file, begun anew or gone on with.
///
/// It lies beside the place that the file will have, with the mark by which the server knows the
/// version that it is a part of: `.NAME.enlist-part`, `.NAME.enlist-mark`.
final class PartialFile: BodyReceiver {
    /// Where the file will be, for messages.
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
        /// How many there will be, where the server says it.
        var total: Int?
    }

    /// Opens what an earlier attempt has left, or begins anew.
    ///
    /// Anything else of that name, such as what another user has put there, is removed first.
    ///
    /// - Throws: `Errno`; `MachineError.inUse` while another run is at it.
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

    /// What the server called the version that this is a part of; nil where it did not.
    var mark: String? {
        guard let mark = try? folder.file(markName) else { return nil }
        defer { try? mark.close() }
        guard let content = try? mark.content(limit: 1024) else { return nil }
        return String(validating: content, as: UTF8.self)
    }

    /// Forgets what is there.
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

    /// Gives it its place, whole or not at all.
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

    /// Takes note of how much is to come; the length is the server's word, and may be any number.
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
    /// Whether this user alone has made the file, and can change it.
    fileprivate var isPrivate: Bool {
        isOrdinaryFile && user == geteuid() && mode & 0o077 == 0 && links == 1
    }
}

extension HTTPResponse {
    /// What names this version of the content for `If-Range`, which takes strong marks only (RFC 9110,
    /// 13.1.5).
    fileprivate var mark: String? {
        if let tag = headers["ETag"], tag.begins(with: "\""), tag.utf8.count <= 1024 { return tag }
        return nil
    }
}
