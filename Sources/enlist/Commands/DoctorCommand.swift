import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what would keep a run from succeeding, before anything is touched.",
        discussion: """
            Looks at the pipeline and its plugins, instance metadata, the user, the disk, the package \
            manager, the services' endpoints, the clock, the credentials and their rights, the stack, the layer, the \
            agent's installer and the Auto Scaling group, as far as the pipeline needs them. Nothing is changed, on the \
            machine or in AWS: rights are tried by calls that only read, or by EC2's dry runs. \
            Inputs are found as `enlist run` finds them.

            Each line says ok, warning, problem, or unknown if something could not be checked.

            Exit status: 0 nothing is a problem; else the one with which a run would end, as 65 bad \
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
