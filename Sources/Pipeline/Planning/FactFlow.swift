/// Follows the facts from step to step, and finds those that are missing where a step needs them.
struct FactFlow {
    private let registry: StepRegistry
    private let former: [FormerStep]
    private let drafts: [(draft: StepDraft, isTaken: Bool)]
    private let types: FactTypes
    /// The first step of the pipeline that gives a fact, whether or not the run takes it.
    private let givers: [FactName: Int]

    /// The facts that are certain to be known before the current step.
    private var sure: Set<FactName>
    /// The steps that may have given a fact that is not certain.
    private var possible: [FactName: [Int]] = [:]
    /// The last step that gave a fact.
    private var lastGivenBy: [FactName: Int] = [:]
    private var problems: [Diagnostic] = []
    /// The facts that the current step lacks, each with the place that refers to it.
    private var unmet: [Unmet] = []

    private typealias Unmet = (need: FactName, place: SourceLocation?, reason: UnmetNeed)

    /// Creates the flow of all steps of a pipeline in order, each with whether the run takes it.
    init(
        _ drafts: [(draft: StepDraft, isTaken: Bool)], former: [FormerStep],
        given: [GivenFacts], registry: StepRegistry
    ) {
        self.registry = registry
        self.former = former
        self.drafts = drafts
        types = FactTypes(drafts.map(\.draft.step))
        var givers: [FactName: Int] = [:]
        for (index, entry) in drafts.enumerated() {
            for fact in entry.draft.step.gives where givers[fact] == nil { givers[fact] = index }
        }
        self.givers = givers
        sure = Set(given.flatMap(\.names))
    }

    /// Finds every problem, in the order of the steps.
    mutating func findProblems() -> [Diagnostic] {
        for (index, entry) in drafts.enumerated() where entry.isTaken {
            checkCondition(of: entry.draft)
            for need in entry.draft.step.needs { check(need, of: entry.draft) }
            reportUnmet(of: entry.draft.step)
            checkDefaulted(entry.draft)
            addGives(of: index)
        }
        return problems
    }

    private mutating func checkCondition(of draft: StepDraft) {
        for comparison in draft.step.condition?.comparisons ?? []
        where !sure.contains(comparison.fact) && possible[comparison.fact] == nil {
            note(comparison.fact, of: draft)
        }
    }

    private mutating func check(_ need: FactName, of draft: StepDraft) {
        guard !sure.contains(need) else { return }
        let condition = draft.step.condition
        // If the fact is unknown, the comparison keeps the step from running.
        if condition?.comparison(with: need) != nil { return }
        guard let sources = possible[need] else { return note(need, of: draft) }
        if isGiven(by: sources, whenever: condition) { return }
        problems.append(
            .unsure(
                need, of: draft.step, from: sources.map { drafts[$0].draft.step },
                at: draft.place(of: need)))
        // Reported once.
        sure.insert(need)
    }

    /// Whether, whenever the condition holds, one of the givers has run and succeeded; nil for
    /// always.
    private func isGiven(by givers: [Int], whenever condition: Condition?) -> Bool {
        let conditions = givers.compactMap { giver -> Condition? in
            let step = drafts[giver].draft.step
            guard step.policy.onFailure == .stop, let theirs = step.condition,
                // The comparisons must see the same values as they did then.
                theirs.comparisons.allSatisfy({ (lastGivenBy[$0.fact] ?? -1) < giver })
            else { return nil }
            return theirs
        }
        return ConditionCoverage(
            conditions: conditions, premise: condition, isKnown: sure.contains,
            type: { types[$0] }
        ).isComplete
    }

    /// A fact with a default may be unknown, but a name that nothing gives is a misspelt one.
    private mutating func checkDefaulted(_ draft: StepDraft) {
        for (fact, place) in draft.defaulted where !isKnown(fact) {
            problems.append(
                .unmet([fact], of: draft.step, at: place, .unknown(near: near(fact))))
        }
    }

    private func isKnown(_ fact: FactName) -> Bool {
        sure.contains(fact) || givers[fact] != nil || everyFact.contains(fact)
    }

    private mutating func addGives(of index: Int) {
        let step = drafts[index].draft.step
        let isSure = step.condition == nil && step.policy.onFailure == .stop
        for fact in step.gives {
            lastGivenBy[fact] = index
            if isSure {
                sure.insert(fact)
            } else if !sure.contains(fact) {
                let givers = possible[fact, default: []] + [index]
                possible[fact] = givers
                if isGiven(by: givers, whenever: nil) { sure.insert(fact) }
            }
        }
    }

    private mutating func note(_ need: FactName, of draft: StepDraft) {
        unmet.append((need, draft.place(of: need), reason(for: need)))
        sure.insert(need)
    }

    /// Reports the facts that are missing for one reason together: a removed step takes all its
    /// facts along.
    private mutating func reportUnmet(of step: PlannedStep) {
        while let first = unmet.first {
            func isAlike(_ other: Unmet) -> Bool {
                other.place == first.place && other.reason.isSame(as: first.reason)
            }
            let others = unmet.dropFirst()
            let needs = [first.need] + others.filter(isAlike).map(\.need)
            problems.append(.unmet(needs, of: step, at: first.place, first.reason))
            unmet = others.filter { !isAlike($0) }
        }
    }

    private func reason(for need: FactName) -> UnmetNeed {
        if let giver = givers[need] {
            let step = drafts[giver].draft.step
            return drafts[giver].isTaken ? .givenLater(step) : .notSelected(step)
        }
        if let gone = former.last(where: { gave(need, $0) }) { return .takenAway(gone) }
        if let kind = registry.kinds.first(where: { $0.gives.contains(need) }) {
            return .notInPipeline(kind: kind.name)
        }
        return .unknown(near: near(need))
    }

    /// Whether a removed step gave the fact.
    private func gave(_ fact: FactName, _ former: FormerStep) -> Bool {
        if case .renamed = former.fate { return false }
        return registry[former.step.kind]?.gives.contains(fact) ?? false
    }

    private func near(_ fact: FactName) -> String? {
        nearestName(to: fact.text, among: (everyFact + Array(givers.keys)).map(\.text))
    }

    private var everyFact: [FactName] {
        Facts.inputs + Facts.instance + Role.all.flatMap(\.gives)
            + registry.kinds.flatMap(\.gives)
    }
}

/// Why a need is not met.
enum UnmetNeed {
    case givenLater(PlannedStep)
    case notSelected(PlannedStep)
    case takenAway(FormerStep)
    case notInPipeline(kind: String)
    case unknown(near: String?)

    /// Whether one sentence can report both; a misspelt name has its own remedy.
    func isSame(as other: UnmetNeed) -> Bool {
        switch (self, other) {
        case (.givenLater(let one), .givenLater(let two)),
            (.notSelected(let one), .notSelected(let two)):
            one.id == two.id
        case (.takenAway(let one), .takenAway(let two)): one.step.id == two.step.id
        case (.notInPipeline(let one), .notInPipeline(let two)): one == two
        default: false
        }
    }
}
