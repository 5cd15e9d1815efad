import Application
import ArgumentParser
import Pipeline
import PluginHost
import Terminal

/// `enlist plugins verify`.
struct PluginsVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify the signatures of plugins.",
        discussion: """
            Uses the keys that are trusted here (/etc/enlist/trusted-keys.d), or only the one of \
            --key.

            Exit status: 0 all are good; 5 one is not.

            Example:

              enlist plugins verify /usr/lib/enlist/plugins/*.so
            """)

    @Argument(
        help: ArgumentHelp("The plugins' files.", valueName: "file"),
        completion: .file(extensions: ["so"]))
    var files: [String]

    @Option(
        help: ArgumentHelp("The public key.", valueName: "file"),
        completion: .file(extensions: ["pub"]))
    var key: String?

    func run() throws {
        let keys: TrustedKeys
        if let key {
            keys = TrustedKeys(try KeyFiles.verificationKey(key), name: key)
        } else {
            keys = try TrustedKeys(folder: KeyFiles.trustedFolder)
        }
        for file in files {
            let name = try keys.verify(file, try KeyFiles.plugin(file))
            OutputChannel.standardOutput.write("\(file): good, signed with \(name)\n")
        }
    }
}
