import FoundationEssentials
import Glibc
import Pipeline
package import PluginHost

/// The files of keys, signatures and plugins that the signing commands read and write.
package enum KeyFiles {
    /// The maximum size of a plugin, in bytes.
    private static let largest = 256 << 20

    /// The folder of the keys that are trusted here.
    package static var trustedFolder: String { trustedFolder(ProcessEnvironment.current) }

    package static func trustedFolder(_ environment: [String: String]) -> String {
        let root = environment["ENLIST_ROOT"] ?? ""
        return (root == "/" ? "" : root) + TrustedKeys.folder
    }

    /// The bytes of a plugin.
    package static func plugin(_ path: String) throws -> [UInt8] {
        try bytes(of: path, atMost: largest)
    }

    /// The public key in a file.
    package static func verificationKey(_ path: String) throws -> VerificationKey {
        guard let key = VerificationKey(try bytes(of: path, atMost: 4096)) else {
            throw PluginError.notAKey(path)
        }
        return key
    }

    /// The secret key in a file.
    package static func signingKey(_ path: String) throws -> SigningKey {
        do {
            return try SigningKey(try bytes(of: path, atMost: 4096))
        } catch let problem as SigningKey.Problem {
            throw Failure(
                .refused, "\(path) \(problem.words)",
                remedy: "`enlist plugins keygen` makes keys, and so does `signify -G -n`")
        }
    }

    /// Creates a folder, and those above it.
    package static func makeFolder(_ path: String) throws {
        try naming("make", path) {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
        }
    }

    private static func bytes(of path: String, atMost limit: Int) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("read", path, errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path, errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw failure("read", path, EFBIG) }
        }
    }

    private static func naming(_ action: String, _ path: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw Failure(.refused, "cannot \(action) \(path): \(error)", remedy: remedy)
        }
    }

    private static func failure(_ action: String, _ path: String, _ error: Int32) -> Failure {
        Failure(
            .refused, "cannot \(action) \(path): \(String(cString: strerror(error)))",
            remedy: remedy)
    }

    private static let remedy = "check the path, and who may do that there"
}

extension SigningKey.Problem {
    fileprivate var words: String {
        switch self {
        case .notAKey: "is not a signify secret key"
        case .hasPassphrase: "has a passphrase, which only signify itself can ask for"
        case .damaged: "is damaged: its checksum is another one"
        }
    }
}
