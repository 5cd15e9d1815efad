import Glibc
package import Terminal

/// A stream whose text a test can read.
package final class CapturedOutput: Sendable {
    package let channel: OutputChannel
    private let file: Int32

    package init() {
        var path = Array("/tmp/enlist-test-XXXXXX".utf8CString)
        file = mkstemp(&path)
        unlink(path)
        channel = OutputChannel(descriptor: file)
    }

    deinit { close(file) }

    /// Everything that was written.
    package var text: String {
        let size = Int(lseek(file, 0, SEEK_END))
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, pread(file, buffer.baseAddress, size, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
