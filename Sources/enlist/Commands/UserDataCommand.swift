import Application
import ArgumentParser
import Bytes
import Pipeline
import Terminal

/// `enlist user-data`.
struct UserDataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user-data",
        abstract: "Print user-data for a launch template, so that instances run enlist at boot.",
        discussion: """
            Inputs that are not given here come from the instance's tags (`enlist:product`, …). Words \
            after `--` are options for `enlist run`. The script writes to /var/log/enlist.log and to \
            the console, and ends with enlist's exit status; running it again is safe.

            The pipeline is planned first, as by `enlist validate`, and errors are refused. Without \
            --pipeline it is the one that would run on this machine.

            With --detach a systemd unit runs enlist, so that cloud-init does not wait for it: for \
            layers that wait for cloud-init's end. A launch hook still waits.

            Examples:

              enlist user-data --product shop --environment prod --platform web \\
                --major 3 >user-data.sh
              enlist user-data --format mime --overlay web.yaml \\
                --binary-url https://files.example.com/enlist \\
                --binary-sha256 "$(sha256sum <enlist | cut -c -64)" \\
                -- --revert-on-failure
              enlist user-data --check user-data.sh
            """)

    @OptionGroup var facts: FactOptions

    @Option(help: "The format; cloud-init accepts all of them, and EC2's API needs base64.")
    var format = UserData.Format.shell

    @Option(
        help: ArgumentHelp(
            "A pipeline file, or the name of a built-in pipeline, which becomes "
                + "/etc/enlist/pipeline.yaml.", valueName: "file"),
        completion: .pipeline)
    var pipeline: String?

    @Option(
        help: ArgumentHelp(
            "Changes to the pipeline, which go to /etc/enlist/pipeline.d (repeatable).",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var overlay: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where the instance downloads the program; without it the image must have it.",
            valueName: "url"))
    var binaryURL: String?

    @Option(
        name: .customLong("binary-sha256"),
        help: ArgumentHelp("The SHA-256 of that program.", valueName: "digits"))
    var binarySHA256: String?

    @Option(help: ArgumentHelp("A proxy for everything but instance metadata.", valueName: "url"))
    var proxy: String?

    @Flag(help: "Have systemd run enlist, so that cloud-init does not wait for it.")
    var detach = false

    @Option(
        help: ArgumentHelp(
            "Have systemd power the instance off if it has not joined by then and enlist has given up, "
                + "for example without metadata and network.", valueName: "time"))
    var powerOffAfter: String?

    @Flag(help: "Do not plan, for files that only the image has.")
    var noCheck = false

    @Option(
        help: ArgumentHelp(
            "Print no user-data; report whether the user-data in this file has been changed, for example "
                + "by a template engine.", valueName: "file"),
        completion: .file())
    var check: String?

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
        if let powerOffAfter {
            guard let limit = Duration(text: powerOffAfter), limit >= .seconds(60) else {
                throw ValidationError(
                    "`--power-off-after` must be a duration of at least 1m, such as 15m")
            }
        }
        let said = try facts.request()
        let isAlone = said.inputs.isEmpty && said.settings.names.isEmpty && !hasOthers
        guard check == nil || isAlone else {
            throw ValidationError(
                "`--check` checks an existing file, and excludes all other options")
        }
        do {
            _ = try RunCommand.parse(options)
        } catch {
            // On an instance this would be found out where nobody is told of it.
            throw ValidationError(
                "`enlist run` would not take it: \(RunCommand.message(for: error))")
        }
    }

    /// Whether anything is asked for that would be printed.
    private var hasOthers: Bool {
        pipeline != nil || !overlay.isEmpty || binaryURL != nil || proxy != nil || detach || noCheck
            || powerOffAfter != nil || !options.isEmpty
    }

    func run() async throws {
        if let check {
            let verdict = try PrintedUserData(readingFile: check).verdict()
            return OutputChannel.standardOutput.write(verdict + "\n")
        }
        var data = try UserData(facts.request(), pipeline: pipeline, overlays: overlay)
        if let binaryURL, let binarySHA256 {
            data.binary = .fetched(url: binaryURL, sha256: binarySHA256.lowercased())
        }
        data.proxy = proxy
        data.options += options
        data.isDetached = detach
        data.powersOffAfter = powerOffAfter.flatMap { Duration(text: $0) }
        let text = try data.checkedText(format)
        if !noCheck, let run = try RunCommand.parse(options) as? RunCommand {
            try await EmbeddedPlan(
                facts.request(), run: run.options.request(), pipeline: pipeline, overlays: overlay
            ).check(environment: ProcessEnvironment.current)
        }
        OutputChannel.standardOutput.write(text)
        if let hint = TemplateMarks(in: text).hint {
            OutputChannel.standardError.write("note: \(hint)\n")
        }
    }
}

extension UserData.Format: ExpressibleByArgument {}
