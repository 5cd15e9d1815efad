import Cryptography
import Glibc
import SystemPackage

extension FileDescriptor {
    /// The SHA-256 of the file's content, as 64 hexadecimal digits in lower case.
    ///
    /// - Throws: `Errno` if it cannot be read, `CancellationError`.
    func sha256() throws -> String {
        guard let digits = try SHA256.digits(ofFile: rawValue) else {
            throw Errno(rawValue: errno)
        }
        return digits
    }
}
