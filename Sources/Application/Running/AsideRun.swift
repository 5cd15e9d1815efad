import Pipeline
import Steps

/// Runs single steps beside a run, or after it: each is a pipeline of its own, which no debugger stops
/// and no journal keeps.
struct AsideRun: Sendable {
    /// Where it runs, and is told of.
    let environment: RunEnvironment

    /// Runs a step to its end; that it failed is a warning.
    ///
    /// - Parameters:
    ///   - step: what runs.
    ///   - facts: what is known.
    ///   - deadline: the most that it may take, tries and waits included.
    /// - Returns: what is known after it; nil if it has failed.
    @discardableResult
    func run(
        _ step: ConcludingStep, knowing facts: Facts, within deadline: Duration
    ) async -> Facts? {
        let name = step.kind.name
        let definition = Definition(
            name: name, deadline: deadline,
            steps: [StepDefinition(name, parameters: step.parameters)])
        let emitter = environment.emitter
        let aside = RunEnvironment(
            time: environment.time, pausing: environment.pausing, alarm: environment.alarm,
            random: environment.random,
            emitter: EventEmitter(
                run: emitter.run, time: environment.time,
                observers: [Retelling(emitter: emitter, name: name)],
                hiding: emitter.secrets))
        do throws(Diagnostics) {
            let plan = try Planner(registry: StepRegistry([step.kind]))
                .plan(definition, given: [GivenFacts(from: "the run", facts)])
            let result = await Runner(aside).run(plan, facts: facts)
            return result.outcome == .succeeded ? result.facts : nil
        } catch {
            for problem in error.all {
                emitter.emit(.warning("\(name): \(problem.message); \(problem.remedy)"))
            }
            return nil
        }
    }
}
