package import Application
package import Pipeline
package import Terminal

/// A whole `enlist run` in time that passes at once, with kinds and metadata of a test's own.
package struct Rehearsal {
    private let kinds: [StepKind]
    package var metadata: any InstanceMetadata = ScriptedMetadata()
    package var environment: [String: String] = [:]
    package var style = RunDisplay.Style.people
    package var revertsOnFailure = false
    package var tellsWallTime = false
    package var alarm: any Pausing = SilentAlarm()
    package let time = ManualTime()

    /// What a person sees of it.
    package struct Performance {
        package let output: String
        package let errors: String
        package let status: ExitStatus
    }

    package init(_ kinds: [StepKind]) { self.kinds = kinds }

    /// Runs a pipeline, whose file begins with its version and name by itself.
    package func run(_ pipeline: String, request: PlanRequest = PlanRequest()) async throws
        -> Performance
    {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/test.yaml"
            try write("enlist: 1\nname: test\n\(pipeline)", to: path)
            var request = request
            request.pipeline = path

            let output = CapturedOutput()
            let errors = CapturedOutput()
            let display = RunDisplay(
                style, environment: environment, time: time, tellsWallTime: tellsWallTime,
                output: output.channel, errors: errors.channel)
            var host = environment
            host["ENLIST_ROOT"] = folder
            let session = RunSession(
                preparer: Preparer(
                    kinds: KindCatalog(StepRegistry(kinds)), metadata: metadata,
                    environment: host, time: time, pausing: InstantPause(time: time)),
                environment: RunEnvironment(
                    time: time, pausing: InstantPause(time: time), alarm: alarm,
                    random: NoChance(),
                    emitter: EventEmitter(
                        run: "0123456789ab", time: time, observers: display.observers)),
                revertsOnFailure: revertsOnFailure)
            let status = display.end(await session.run(request))
            return Performance(
                output: output.text.replacing(folder, with: ""),
                errors: errors.text.replacing(folder, with: ""), status: status)
        }
    }
}
