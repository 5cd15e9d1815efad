import Pipeline
import PipelineFile
import TestSupport
import Testing

@testable import Application
@testable import Terminal
@testable import enlist

/// A whole `enlist run` in time that passes at once, with kinds and metadata of a test's own.
struct Rehearsal {
    let kinds: [StepKind]
    var metadata: any InstanceMetadata = ScriptedMetadata()
    var environment: [String: String] = [:]
    var style = RunDisplay.Style.people
    var revertsOnFailure = false
    var alarm: any Pausing = SilentAlarm()
    let time = ManualTime()

    /// What a person sees of it.
    struct Performance {
        let output: String
        let errors: String
        let status: Application.ExitStatus
    }

    init(_ kinds: [StepKind]) { self.kinds = kinds }

    /// Runs a pipeline, whose file begins with its version and name by itself.
    func run(_ pipeline: String, request: PlanRequest = PlanRequest()) async throws -> Performance {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/test.yaml"
            try write("enlist: 1\nname: test\n\(pipeline)", to: path)
            var request = request
            request.pipeline = path

            let output = CapturedOutput()
            let errors = CapturedOutput()
            let display = RunDisplay(
                style, environment: environment, time: time, output: output.channel,
                errors: errors.channel)
            var surroundings = environment
            surroundings["ENLIST_ROOT"] = folder
            let session = RunSession(
                preparer: Preparer(
                    kinds: KindCatalog(StepRegistry(kinds)), metadata: metadata,
                    environment: surroundings),
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
