import Application
import ArgumentParser
import Bytes
import Pipeline
import PluginHost
import Terminal

/// `enlist plugins trust`.
struct PluginsTrustCommand: ParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Trust a public key, or list those that are trusted.",
        discussion: """
            A trusted key is a file of /etc/enlist/trusted-keys.d: to revoke the trust, remove \
            the file. Keys matter if a pipeline file has `require-signatures: true`.

            Example:

              enlist plugins trust our-team.pub
            """)

    @Argument(
        help: ArgumentHelp(
            "The public key; without one, the trusted keys are listed.",
            valueName: "file"),
        completion: .file(extensions: ["pub"]))
    var key: String?

    func run() throws {
        let folder = KeyFiles.trustedFolder
        guard let path = key else {
            let keys = try TrustedKeys(folder: folder).all
            OutputChannel.standardOutput.write(
                keys.map { "\($0.number.text)  \($0.name)\n" }.joined())
            return
        }
        let key = try KeyFiles.verificationKey(path)
        let file = path.lastName ?? ""
        let name = file.ends(with: ".pub") ? file : file + ".pub"
        try KeyFiles.makeFolder(folder)
        try AtomicFile.write(
            key.text("\(name.replacing(bytes: ".pub", by: "")) trusted by enlist"),
            to: "\(folder)/\(name)",
            mode: 0o644, replacing: true)
        OutputChannel.standardOutput.write(
            "wrote \(folder)/\(name): plugins that are signed with the key \(key.number.text) are trusted\n"
        )
    }
}
