import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist reap`.
struct ReapCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "reap",
        abstract: "Deregister members of stacks whose EC2 instances are gone.",
        discussion: """
            For a scheduled job: an instance that was killed, or lost, could not leave, and its provider may keep it as a member. \
            Looks twice, some minutes apart, whether EC2 calls a member's instance terminated or does not know it, \
            and lists those for which both looks say so; with --yes it deregisters them, and removes their IAM users.

            A stack of several members of which EC2 knows none is left alone unless --even-all is given: so it \
            looks with the credentials of another account, too.

            Exit status: 0 nothing went wrong, ghosts or not; 1 something could not be removed, or was left \
            alone; 69 something outside is unavailable; 77 not permitted.

            Example:

              enlist reap --region eu-west-1 --stack 'v3 prod web' --wait 5m
            """)

    @Option(
        help: ArgumentHelp(
            "The instances' region; else that of AWS_REGION, AWS_DEFAULT_REGION or the profile.",
            valueName: "name"))
    var region: String?

    @Option(help: ArgumentHelp("Only this stack; repeatable.", valueName: "name"))
    var stack: [String] = []

    @Option(help: ArgumentHelp("The time between the two looks.", valueName: "duration"))
    var wait = "5m"

    @Flag(help: "Deregister them. Otherwise they are listed only.")
    var yes = false

    @Flag(help: "Believe it also where EC2 knows none of a stack's members.")
    var evenAll = false

    @Flag(help: "Print one JSON object.")
    var json = false

    /// Called by the parser; what is thrown is a usage error.
    func validate() throws {
        guard Duration(text: wait) != nil else {
            throw ValidationError("`--wait` must be a duration, such as 5m")
        }
    }

    func run() async throws {
        let environment = ProcessEnvironment.current
        let result = try await ReapResult.gather(
            in: region, at: stack, wait: Duration(text: wait) ?? .seconds(300), reaps: yes,
            evenAll: evenAll, environment: environment)
        OutputChannel.standardOutput.write(json ? result.json.json + "\n" : result.text)
        if !result.isClean { try ExitStatus.stepFailed.end() }
    }
}
