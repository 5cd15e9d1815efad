import ArgumentParser
import Pipeline
import PipelineFile

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
            guard binarySHA256.utf8.count == 64, binarySHA256.allSatisfy(\.isHexDigit) else {
                throw ValidationError(
                    "`--binary-sha256` should be the 64 hexadecimal digits that `sha256sum` prints")
            }
        }
        for (name, url) in [("--binary-url", binaryURL), ("--proxy", proxy)] {
            guard let url else { continue }
            guard url.hasPrefix("https://") || url.hasPrefix("http://"),
                !url.contains(where: \.isWhitespace)
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
        do throws(CommandError) {
            let text = try userData().text(format)
            guard text.utf8.count <= UserData.limit else {
                throw CommandError(
                    .badData,
                    Failure(
                        .refused,
                        "this would be \(text.utf8.count) bytes, and EC2 takes \(UserData.limit)",
                        remedy:
                            "put the pipeline's files into the image, or compress it: cloud-init "
                            + "takes what gzip makes"))
            }
            OutputChannel.standardOutput.write(text)
        } catch {
            throw error
        }
    }

    private func userData() throws(CommandError) -> UserData {
        var data = UserData()
        let request: PlanRequest
        do {
            request = try facts.request()
        } catch {
            throw CommandError(.badUsage, Failure(.refused, "\(error)", remedy: "see --help"))
        }
        for name in Facts.inputs {
            guard let (text, option) = request.inputs[name] else { continue }
            if let problem = InputRule.problem(with: text, of: name) {
                throw CommandError(
                    .badData, Diagnostics([.badInput(name, from: option, problem, at: nil)]))
            }
            data.inputs.append((name, text))
        }
        if let pipeline {
            let text =
                if BuiltInPipeline(named: pipeline) != nil {
                    "enlist: 1\nextends: \(pipeline)\n"
                } else {
                    try UserDataFile(pipeline, for: .pipeline).text
                }
            data.files.append(("/etc/enlist/pipeline.yaml", text))
        }
        for path in overlay {
            let file = try UserDataFile(path, for: .changes)
            data.files.append(("/etc/enlist/pipeline.d/\(try file.name)", file.text))
        }
        if let repeated = data.files.map(\.path).firstRepeated {
            throw CommandError(
                .badData,
                Failure(
                    .refused, "two files would become \(repeated)", remedy: "rename one of them"))
        }
        if let binaryURL, let binarySHA256 {
            data.binary = .fetched(url: binaryURL, sha256: binarySHA256.lowercased())
        }
        data.proxy = proxy
        data.options = settings(request) + options
        return data
    }

    /// Facts that are neither inputs nor anything else that a file could say.
    private func settings(_ request: PlanRequest) -> [String] {
        request.settings.names.flatMap { name in
            ["--set", "\(name)=\(request.settings[name]?.text ?? "")"]
        }
    }
}

extension UserData.Format: ExpressibleByArgument {}

/// A pipeline file that goes into user-data, read to be sure that it can be.
struct UserDataFile {
    let text: String
    private let path: String

    /// - Throws: a `CommandError` for what is wrong with the file.
    init(_ path: String, for purpose: PipelineFileReader.Purpose) throws(CommandError) {
        let source: SourceText
        do throws(Diagnostic) {
            source = try SourceText(readingFile: path)
        } catch {
            throw CommandError(.badData, Diagnostics([error]))
        }
        var problems: [Diagnostic] = []
        _ = PipelineFileReader(for: purpose).read(source, &problems)
        guard problems.isEmpty else {
            throw CommandError(.badData, Diagnostics(problems), [source])
        }
        // A carriage return would stay in shell scripts and break the indentation of cloud-config.
        text = String(source.text.map { $0 == "\r\n" ? "\n" : $0 })
        self.path = path
    }

    /// The file's own name, with which it lies beside others.
    var name: String {
        get throws(CommandError) {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            guard name.hasSuffix(".yaml"), PlainName.problem(with: String(name.dropLast(5))) == nil
            else {
                throw CommandError(
                    .badData,
                    Failure(
                        .refused,
                        "\(path) has a name that no file of /etc/enlist/pipeline.d can have",
                        remedy:
                            "rename it to letters, digits, `.`, `_` and `-`, with .yaml at its end")
                )
            }
            return name
        }
    }
}

extension [String] {
    fileprivate var firstRepeated: String? {
        var seen: Set<String> = []
        return first { !seen.insert($0).inserted }
    }
}
