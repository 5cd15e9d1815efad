import Debugger
import Pipeline

/// Parses when a breakpoint counts, and checks it against what the run can know.
struct BreakpointLimits {
    private let run: any LaunchableRun
    private let types: FactTypes
    /// The facts that are known, and those that steps give.
    private let names: Set<FactName>

    /// Creates a parser for the run at its current pause: a person may have set facts and changed
    /// steps.
    init(_ run: any LaunchableRun, at pause: Pause?) {
        self.run = run
        types = FactTypes(pause?.steps ?? run.plan.steps)
        names = run.plan.factNames.union(
            (pause?.facts.names ?? []) + (pause?.steps.flatMap(\.gives) ?? []))
    }

    /// Parses the texts that a person wrote; nil for each that is missing.
    ///
    /// - Throws: what is wrong with one: a breakpoint that can never count is refused.
    func read(
        condition: String?, hits: String? = nil, message: String? = nil
    ) throws(AdapterProblem) -> Breakpoint.Limits {
        var limits = Breakpoint.Limits()
        if let hits {
            limits.hits = HitCount(hits)
            if limits.hits == nil { throw .badHitCondition(hits) }
        }
        if let condition { limits.condition = try self.condition(condition) }
        if let message { limits.message = try self.message(message) }
        return limits
    }

    private func condition(_ text: String) throws(AdapterProblem) -> Condition {
        let condition: Condition
        do throws(DebugProblem) {
            condition = try run.condition(text)
        } catch {
            throw AdapterProblem(error)
        }
        for comparison in condition.comparisons {
            try check(comparison.fact)
            if Facts.isSecret(comparison.fact) { throw .comparesSecret(comparison.fact) }
            if let problem = comparison.problem(with: types) {
                throw AdapterProblem(cannotCompare: problem.message, remedy: problem.remedy)
            }
        }
        return condition
    }

    private func message(_ text: String) throws(AdapterProblem) -> Template {
        let template: Template
        do throws(Template.Malformed) {
            template = try Template(text)
        } catch {
            throw AdapterProblem(.malformed(error))
        }
        for fact in template.needs { try check(fact) }
        return template
    }

    /// Refuses a fact that nothing gives in this run.
    private func check(_ fact: FactName) throws(AdapterProblem) {
        guard !names.contains(fact) else { return }
        throw .givenByNobody(
            fact, near: nearestName(to: fact.text, among: names.map(\.text).sorted()))
    }
}
