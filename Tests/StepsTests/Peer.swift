import Foundation

/// The programs of others that tests compare with; `scripts/setup --peers` installs them.
enum Peer {
    /// The Python that has aws-cli and botocore.
    static let python = packageFolder.appending(path: ".venv-peers/bin/python").path

    static var hasPython: Bool { FileManager.default.isExecutableFile(atPath: python) }

    static func has(_ program: String) -> Bool {
        ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].contains {
            FileManager.default.isExecutableFile(atPath: $0 + "/" + program)
        }
    }

    private static let packageFolder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
