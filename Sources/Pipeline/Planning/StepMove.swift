/// A move of a step before or after another one, by a person in a paused run.
package struct StepMove: Sendable, Equatable {
    package enum Side: String, Sendable, CaseIterable { case before, after }

    package let step: String
    package let side: Side
    package let target: String

    package init(_ step: String, _ side: Side, _ target: String) {
        self.step = step
        self.side = side
        self.target = target
    }

    /// The indices of all steps in the new order; nil if one of the two steps is missing.
    func order(of steps: [PlannedStep]) -> [Int]? {
        guard let from = steps.firstIndex(where: { $0.id == step }) else { return nil }
        var order = Array(steps.indices)
        order.remove(at: from)
        guard let place = order.firstIndex(where: { steps[$0].id == target }) else { return nil }
        order.insert(from, at: side == .before ? place : place + 1)
        return order
    }

    /// Returns the steps in the new order.
    package func applied(to steps: [PlannedStep]) -> [PlannedStep] {
        order(of: steps)?.map { steps[$0] } ?? steps
    }

    /// Checks the new order, in the planner's words.
    ///
    /// - Parameters:
    ///   - steps: all steps of the run, in their order so far.
    ///   - current: the index of the current step, which stays before those that move.
    ///   - facts: the known facts.
    /// - Returns: the first problem; nil if each step finds what it needs, and goes back only to an
    ///   earlier step.
    package func problem(
        in steps: [PlannedStep], after current: Int, knowing facts: Facts
    ) -> Diagnostic? {
        let moved = applied(to: steps)
        let given = [
            GivenFacts(from: "the run", names: moved[...current].flatMap { $0.needs + $0.gives }),
            GivenFacts(from: "the run", facts),
        ]
        let definition = Definition(
            name: "the run",
            steps: moved.map { step in
                var definition = StepDefinition(
                    step.kind.name, id: step.id, parameters: step.given, condition: step.condition)
                definition.policies = step.origin.policies
                return definition
            })
        do throws(Diagnostics) {
            _ = try Planner(registry: StepRegistry(moved.map(\.kind))).plan(
                definition, given: given)
        } catch {
            return error.all.first
        }
        for (place, step) in moved.enumerated() {
            for case .step(let target) in step.policy.retries.compactMap(\.rewind)
            where !moved[..<place].contains(where: { $0.id == target }) {
                return Diagnostic(
                    "`\(step.id)` goes back to `\(target)` where it fails, which must be before it",
                    remedy: "leave `\(target)` before `\(step.id)`")
            }
        }
        return nil
    }
}
