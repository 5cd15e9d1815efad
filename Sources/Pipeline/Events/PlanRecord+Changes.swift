extension PlanRecord {
    /// What differs between two plans about one step.
    package struct Change: Sendable, Equatable {
        package let step: String
        /// A sentence without its full stop: `its parameter x has changed`.
        package let text: String
        /// Whether it is something that people write, and not what the machine says of itself.
        package let isOfConfiguration: Bool
    }

    /// What differs, as seen from a plan that would be run now, step by step.
    ///
    /// - Parameters:
    ///   - plan: what would be run.
    ///   - facts: what is known before its first step.
    ///   - past: what was run.
    /// - Returns: at most one difference for each step; none for steps that merely moved.
    package static func changes(
        to plan: Plan, knowing facts: Facts, since past: PlanRecord
    ) -> [Change] {
        let now = PlanRecord(plan, knowing: facts)
        let changed = zip(now.steps, plan.steps).compactMap { step, planned -> Change? in
            guard let old = past.steps.first(where: { $0.id == step.id }) else {
                return Change(
                    step: step.id, text: "it is new in the pipeline", isOfConfiguration: true)
            }
            if let text = step.change(since: old) {
                return Change(step: step.id, text: text, isOfConfiguration: true)
            }
            let facts = planned.reads.filter { now.given[$0] != past.given[$0] }
            return PlanRecord.change(ofFacts: facts).map {
                Change(
                    step: step.id, text: $0,
                    isOfConfiguration: !facts.allSatisfy(Facts.instance.contains))
            }
        }
        let gone = past.steps.filter { old in !now.steps.contains { $0.id == old.id } }
        return changed
            + gone.map {
                Change(
                    step: $0.id, text: "it is not in the pipeline any more", isOfConfiguration: true
                )
            }
    }

    /// That facts are not what they were; nil for no facts.
    static func change(ofFacts facts: [FactName]) -> String? {
        facts.isEmpty ? nil : "the \(listed("fact", facts.map(\.text))) changed"
    }

    /// `parameter x has`, `` parameters `x`, `y` have ``.
    fileprivate static func listed(_ word: String, _ names: [String]) -> String {
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        return names.count == 1 ? "\(word) \(list) has" : "\(word)s \(list) have"
    }
}

extension PlanRecord.Step {
    /// What about the step itself is not as it was; nil if all is.
    func change(since old: PlanRecord.Step) -> String? {
        if kind != old.kind { return "its kind was `\(old.kind)` and is `\(kind)`" }
        if condition != old.condition { return "its condition has changed" }
        let names = Set(parameters.keys).union(old.parameters.keys).filter {
            parameters[$0] != old.parameters[$0]
        }.sorted()
        return names.isEmpty ? nil : "its \(PlanRecord.listed("parameter", names)) changed"
    }
}
