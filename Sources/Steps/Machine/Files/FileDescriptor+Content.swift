import Glibc
import SystemPackage

extension FileDescriptor {
    /// Whether it is an ordinary file, as opposed to a pipe, device or folder.
    func isOrdinaryFile() throws(Errno) -> Bool {
        try self.stat().type == .regular
    }

    /// Reads to the end.
    ///
    /// - Returns: nil if there are more bytes than the limit.
    func content(limit: Int) throws(Errno) -> [UInt8]? {
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(rawValue, &block, block.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw Errno(rawValue: errno)
            }
            if count == 0 { return content }
            content += block[..<count]
            if content.count > limit { return nil }
        }
    }

    /// Writes all of the content, settles the file and closes it, also on failure.
    func finish(
        with content: [UInt8], mode: mode_t, owner: FileOwner = .unchanged
    ) throws(Errno) {
        defer { try? close() }
        try write(content)
        try settle(mode: mode, owner: owner)
    }

    /// Writes all of the content.
    func write(_ content: [UInt8]) throws(Errno) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Errno(rawValue: errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Sets the file's owner and mode, and flushes it to the disk.
    func settle(mode: mode_t, owner: FileOwner) throws(Errno) {
        // The owner first: changing it clears set-user-id.
        guard fchown(rawValue, owner.user ?? .max, owner.group ?? .max) == 0,
            fchmod(rawValue, mode) == 0, fsync(rawValue) == 0
        else { throw Errno(rawValue: errno) }
    }
}
