import Application
import ArgumentParser
import Bytes
import Terminal

/// `enlist user-data`.
struct UserDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user-data",
        abstract: "Print what goes into a launch template, so that instances run enlist at boot.",
        discussion: """
            Inputs that are not given here come from the instance's tags (`enlist:product`, …). Words \
            after `--` are options for `enlist run`. The script writes to /var/log/enlist.log and to \
            the console, and ends with enlist's exit status; running it again is safe.

            Examples:

              enlist user-data --product shop --environment prod --platform web --major 3 >user-data.sh
              enlist user-data --format mime --overlay web.yaml --binary-url \
            https://files.example.com/enlist --binary-sha256 "$(sha256sum <enlist | cut -c -64)" -- \
            --revert-on-failure
            """)

    @OptionGroup var facts: FactOptions

    @Option(help: "What to print; cloud-init takes all of them.")
    var format = UserData.Format.shell

    @Option(
        help: ArgumentHelp(
            "A pipeline file, or the name of a built-in pipeline, which becomes "
                + "/etc/enlist/pipeline.yaml.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var pipeline: String?

    @Option(
        help: ArgumentHelp(
            "Changes to the pipeline, which go to /etc/enlist/pipeline.d; can be given again.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var overlay: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where the instance fetches the program; without it the image has it.",
            valueName: "url"))
    var binaryURL: String?

    @Option(
        name: .customLong("binary-sha256"),
        help: ArgumentHelp("The SHA-256 of that program.", valueName: "digits"))
    var binarySHA256: String?

    @Option(help: ArgumentHelp("A proxy for everything but instance metadata.", valueName: "url"))
    var proxy: String?

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("Options for `enlist run`, after `--`.", valueName: "option"))
    var options: [String] = []

    func validate() throws {
        guard (binaryURL == nil) == (binarySHA256 == nil) else {
            throw ValidationError("`--binary-url` and `--binary-sha256` go together")
        }
        if let binarySHA256 {
            guard binarySHA256.utf8.count == 64, binarySHA256.utf8.allSatisfy(\.isHexDigit) else {
                throw ValidationError(
                    "`--binary-sha256` should be the 64 hexadecimal digits that `sha256sum` prints")
            }
        }
        for (name, url) in [("--binary-url", binaryURL), ("--proxy", proxy)] {
            guard let url else { continue }
            guard url.begins(with: "https://") || url.begins(with: "http://"),
                !url.unicodeScalars.contains(where: \.properties.isWhitespace)
            else { throw ValidationError("`\(name)` should be an http or https address") }
        }
        _ = try facts.request()
        do {
            _ = try RunCommand.parse(options)
        } catch {
            // On an instance this would be found out where nobody is told of it.
            throw ValidationError(
                "`enlist run` would not take it: \(RunCommand.message(for: error))")
        }
    }

    func run() throws {
        var data = try UserData(facts.request(), pipeline: pipeline, overlays: overlay)
        if let binaryURL, let binarySHA256 {
            data.binary = .fetched(url: binaryURL, sha256: binarySHA256.lowercased())
        }
        data.proxy = proxy
        data.options += options
        OutputChannel.standardOutput.write(try data.checkedText(format))
    }
}

extension UserData.Format: ExpressibleByArgument {}
