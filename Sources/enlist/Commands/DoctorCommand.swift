import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Report what would keep a run from succeeding; nothing is changed.",
        discussion: """
            Checks the pipeline and its plugins, instance metadata, the user, the disk, the package \
            manager, the services' endpoints, the clock, the credentials and their permissions, the stack, the layer, the \
            agent's installer and the Auto Scaling group, as far as the pipeline needs them. Nothing is changed, on the \
            machine or in AWS: permissions are tested by calls that only read, or by EC2's dry runs. \
            Inputs come from the same sources as for `enlist run`.

            Each line begins with ok, warning, problem, or unknown if a check was not possible.

            Exit status: 0 no problem; else the one with which a run would end, such as 65 bad \
            pipeline file or input, 69 something outside is unavailable, 77 not permitted.

            Example:

              enlist doctor --product shop --environment prod --platform web --major 3
            """)

    @OptionGroup var options: PlanningOptions

    @Flag(help: "Print all findings as one JSON object.")
    var json = false

    func run() async throws {
        let output = OutputChannel.standardOutput
        let report = try await Doctor.examine(
            options.request(), environment: ProcessEnvironment.current
        ) { if !json { output.write($0.text) } }
        output.write(json ? report.json.json + "\n" : report.text)
        try report.status.end()
    }
}
