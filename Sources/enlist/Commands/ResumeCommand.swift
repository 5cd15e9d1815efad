import Application
import ArgumentParser
import Pipeline
import PipelineFile
import Terminal

/// `enlist resume`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Resume an unfinished run; join when a warm pool's instance is to serve.",
        discussion: """
            For every boot; enlist.service runs it. It looks at the journal and at instance metadata:

            - a run that was interrupted, cut off, or waits for a reboot is resumed, and so is a leaving;
            - a run of user-data that was cut off before it began, in an earlier boot, begins now;
            - an instance that was prepared in a warm pool, and is to serve now, joins;
            - if an instance is in a warm pool, the command waits until its group takes it out of the pool;
            - if an instance that has joined lacks something (a tag, an agent, a mount), that step is repeated, and a \
            changed configuration is reported or applied, by `every-boot` in the pipeline file;
            - otherwise there is nothing to do.

            It has the options of `enlist run`, for the run. Without them it uses the pipeline of the run that it \
            resumes, and its inputs if neither the environment nor /etc/enlist/inputs.yaml has them.

            Exit status: 0 there was nothing to do; 1 the same, but the last run has failed; 69 instance \
            metadata does not show whether a prepared instance is to serve; else as `enlist run`.

            Example:

              enlist resume
            """)

    @OptionGroup var run: RunCommand

    func run() async throws {
        let environment = ProcessEnvironment.current
        let (display, journal) = (run.running.display, run.journal)
        let engine = try Engine(
            environment: environment,
            observers: display.quiet || display.json ? [] : [PlainProgress(.standardOutput)])
        let state = try journal.state.folder(environment)
        let request = try run.options.request()
        let look = LifecycleLook(engine, for: request, state: state, environment: environment)
        switch try await look.next() {
        case .repair(let request):
            // An instance that serves is not undone for what cannot be repaired.
            try await display.run(request).end()
        case .nothing(let reason): tell("nothing to do: \(reason)")
        case .failed(let reason):
            tell("nothing is done by itself: \(reason); `enlist run` resumes it")
            throw ExitStatus.stepFailed.code
        case .run(let request): try await run.run(request)
        case .leave:
            var request = await LeavingRequest(
                said: Facts(), pipeline: run.options.pipeline, preparer: engine.preparer,
                state: state
            ).request { warning in
                OutputChannel.standardError.write(
                    PrintableText("warning: \(warning.message); \(warning.remedy)").text + "\n")
            }
            request.isLeavingForGood = true
            try await display.run(request, journal: journal).end()
        }
    }

    private func tell(_ line: String) {
        guard !run.running.display.quiet, !run.running.display.json else { return }
        OutputChannel.standardOutput.write(PrintableText(line).text + "\n")
    }
}
