import Application
import ArgumentParser
import Pipeline
import PipelineFile
import Terminal

/// `enlist bundle`.
struct BundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract:
            "Pack everything about the runs on this instance into one file, for a ticket.",
        discussion: """
            A tar archive: status, log, report and journals of the last runs, the present output of \
            `plan --explain` and `doctor`, the agent's log, versions. README.txt in it lists the \
            files, and the reason for each missing one. Inputs and pipeline are those of the last \
            run unless they are given. It works without a journal, too.

            Secrets that enlist knows, and text that looks like one, are hidden; other output of scripts is not: \
            read the file before you send it on. It has mode 0600 and at most 24 MB. Nothing is \
            changed; with --no-doctor no service is called either.

            Examples:

              enlist bundle
              enlist bundle --no-doctor --output ./ticket-4711.tar
            """)

    @OptionGroup var options: PlanningOptions

    @OptionGroup var place: InstanceOptions

    @Flag(
        inversion: .prefixedNo,
        help: "Include the findings of `enlist doctor`, which calls the services.")
    var doctor = true

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The file to write, by default one in this folder that is named after the instance and the "
                + "time; `-` for standard output.", valueName: "file"))
    var output: String?

    func run() async throws {
        let engine = try Engine(environment: ProcessEnvironment.current)
        let journals = try await place.journals()
        let time = SystemTime().now()
        let name = Self.name(of: journals.instance, at: time)
        let bundle = await SupportBundle(
            engine, journals, try options.request(), asksServices: doctor
        ).make { OutputChannel.standardError.write(PrintableText($0).abridged + "\n") }
        let archive = bundle.archive(in: name, at: time)
        if output == "-" { return OutputChannel.standardOutput.write(bytes: archive) }
        let path = output ?? "\(name).tar"
        try OutputFile.make(archive, at: path)
        OutputChannel.standardOutput.write(
            PrintableText("wrote \(path): \(archive.count) bytes").text + "\n")
    }

    /// `enlist-i-0abc-20260501T120000Z`.
    private static func name(of instance: String, at time: Moment) -> String {
        let digits = time.timestamp.utf8.prefix(19).filter { $0 != 0x2D && $0 != 0x3A }
        return "enlist-\(instance)-\(String(decoding: digits, as: UTF8.self))Z"
    }
}
