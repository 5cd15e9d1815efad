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
            For a scheduled job: an instance that was killed or lost could not leave, and stays a member. \
            Checks twice, some minutes apart, whether EC2 reports a member's instance as terminated or unknown. \
            It lists the members for which both checks do; with --yes it deregisters them, and removes their IAM users.

            If EC2 knows none of a stack's several members, the stack is left alone unless --even-all is given: it \
            looks the same with the credentials of another account.

            Exit status: 0 no failure, with or without such members; 1 something could not be removed, or was left \
            alone; 69 something outside is unavailable; 77 not permitted.

            Example:

              enlist reap --region eu-west-1 --stack 'v3 prod web' --wait 5m
            """)

    @Option(
        help: ArgumentHelp(
            "The instances' region; by default that of AWS_REGION, AWS_DEFAULT_REGION or the profile.",
            valueName: "name"))
    var region: String?

    @Option(help: ArgumentHelp("Only this stack (repeatable).", valueName: "name"))
    var stack: [String] = []

    @Option(help: ArgumentHelp("The time between the two checks.", valueName: "duration"))
    var wait = "5m"

    @Flag(help: "Deregister them; without it they are only listed.")
    var yes = false

    @Flag(help: "Include stacks of whose members EC2 knows none.")
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
