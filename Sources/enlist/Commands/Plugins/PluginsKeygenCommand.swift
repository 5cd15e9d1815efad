import Application
import ArgumentParser
import Bytes
import Pipeline
import PluginHost
import Terminal

/// `enlist plugins keygen`.
struct PluginsKeygenCommand: ParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Create a key pair for signing plugins.",
        discussion: """
            Writes NAME.sec, which is secret and has no passphrase, and NAME.pub. They have the format of \
            OpenBSD's signify, which can use them too.

            Example:

              enlist plugins keygen our-team
            """)

    @Argument(help: "The name of the files, without `.sec` and `.pub`.")
    var name: String

    func run() throws {
        let key = try SigningKey()
        let comment = "\(name.lastName ?? "") enlist"
        try AtomicFile.write(
            try key.text("\(comment) secret key"), to: "\(name).sec", mode: 0o600)
        try AtomicFile.write(
            try key.verificationKey().text("\(comment) public key"), to: "\(name).pub",
            mode: 0o644)
        OutputChannel.standardOutput.write(
            "wrote \(name).sec, which must stay secret\nwrote \(name).pub, key "
                + "\(key.number.text): `enlist plugins trust \(name).pub` on each instance\n")
    }
}
