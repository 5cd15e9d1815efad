import Application
import ArgumentParser
import Bytes
import Pipeline
import PluginHost
import Terminal

/// `enlist plugins sign`.
struct PluginsSignCommand: ParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign plugins: write a signature beside each.",
        discussion: """
            The signature of FILE is FILE.sig. OpenBSD's signify creates the same.

            Example:

              enlist plugins sign libgreet.so --key our-team.sec
            """)

    @Argument(
        help: ArgumentHelp("The plugins' files.", valueName: "file"),
        completion: .file(extensions: ["so"]))
    var files: [String]

    @Option(
        help: ArgumentHelp("The secret key.", valueName: "file"),
        completion: .file(extensions: ["sec"]))
    var key: String

    func run() throws {
        let key = try KeyFiles.signingKey(self.key)
        let name = self.key.lastName ?? ""
        for file in files {
            let signature = try key.sign(try KeyFiles.plugin(file))
            let place = file + DetachedSignature.suffix
            try AtomicFile.write(
                signature.text("verify with \(name.replacing(bytes: ".sec", by: ".pub"))"),
                to: place, mode: 0o644, replacing: true)
            OutputChannel.standardOutput.write("wrote \(place)\n")
        }
    }
}
