import Glibc
import SystemPackage

extension FileDescriptor {
    /// Whether it is an ordinary file, no pipe, device or folder.
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

    /// Writes all of it, gives the file its mode, has it written to the disk and closes it, also on
    /// failure.
    func finish(with content: [UInt8], mode: mode_t) throws(Errno) {
        defer { try? close() }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Errno(rawValue: errno)
            }
            rest = rest.dropFirst(count)
        }
        guard fchmod(rawValue, mode) == 0, fsync(rawValue) == 0 else {
            throw Errno(rawValue: errno)
        }
    }
}
