import Application
import ArgumentParser
import Pipeline
import PipelineFile
import Terminal

/// `enlist resume`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Resume what is unfinished; join when a warm pool's instance is to serve.",
        discussion: """
            For every boot; enlist.service runs it. It looks at the journal and at instance metadata:

            - a run that was interrupted, cut off, or waits for a reboot is resumed, and so is a leaving;
            - an instance that was prepared in a warm pool, and is to serve now, joins;
            - an instance in a warm pool is waited for until its group takes it out of the pool;
            - otherwise there is nothing to do.

            It takes the options of `enlist run`, for the run.

            Exit status: 0 there was nothing to do; else as `enlist run`.

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
        switch try await LifecycleLook(engine, state: state, environment: environment).next() {
        case .nothing(let reason):
            guard !display.quiet, !display.json else { return }
            OutputChannel.standardOutput.write(
                PrintableText("nothing to do: \(reason)").text + "\n")
        case .run: try await run.run()
        case .leave:
            let request = await LeavingRequest(
                said: Facts(), pipeline: run.options.pipeline, preparer: engine.preparer,
                state: state
            ).request { warning in
                OutputChannel.standardError.write(
                    PrintableText("warning: \(warning.message); \(warning.remedy)").text + "\n")
            }
            try await display.run(request, journal: journal).end()
        }
    }
}
