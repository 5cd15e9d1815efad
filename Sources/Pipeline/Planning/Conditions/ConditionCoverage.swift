/// Decides whether at least one of some conditions always holds, whatever values the facts have.
///
/// `environment: prod` and `environment: {not: prod}` together cover every case; so do `true` and
/// `false`. Each fact is tried with every value that a comparison names, and with one that none
/// names; a fact whose type is a choice, with each of its words.
struct ConditionCoverage {
    /// The maximum number of combinations of values to try; if there are more, the result is "not
    /// covered".
    private static let caseLimit = 10_000

    let conditions: [Condition]
    /// A condition that holds in addition; nil for none.
    let premise: Condition?
    /// Whether a fact is certain to be known; an unknown fact equals nothing and differs from
    /// nothing.
    let isKnown: (FactName) -> Bool
    /// The type of a fact; nil if none is declared.
    let type: (FactName) -> ValueShape?

    private enum Outcome {
        case runs
        case doesNotRun
        /// The values cannot be compared, so the run ends.
        case fails
    }

    /// Whether one of the conditions holds in every case.
    var isComplete: Bool {
        let facts = Set(conditions.flatMap(\.comparisons).map(\.fact)).sorted()
        var cases: [[FactName: Value]] = [[:]]
        for fact in facts {
            let values = values(of: fact)
            guard cases.count * values.count <= Self.caseLimit else { return false }
            cases = cases.flatMap { known in
                values.map { value in
                    var known = known
                    known[fact] = value
                    return known
                }
            }
        }
        return cases.allSatisfy { known in
            isRuledOut(known)
                || conditions.contains { outcome(of: $0.comparisons, known) != .doesNotRun }
        }
    }

    /// One value for every result that the comparisons with a fact can have; nil stands for an
    /// unknown fact.
    private func values(of fact: FactName) -> [Value?] {
        isKnown(fact) ? knownValues(of: fact) : knownValues(of: fact) + [nil]
    }

    private func knownValues(of fact: FactName) -> [Value?] {
        if case .choice(let words)? = type(fact) { return words.map(Value.string) }
        let named = Set(
            (conditions + [premise].compactMap { $0 }).flatMap(\.comparisons)
                .filter { $0.fact == fact }.flatMap(\.values))
        // A value that cannot be compared with anything.
        var values: [Value?] = [.null]
        values += named.map { $0 }
        var texts = [""]
        var number = 0
        for value in named {
            switch value {
            case .string(let text): texts.append(text)
            case .integer(let other): number = max(number, other == .max ? number : other + 1)
            case .number(let other):
                number = max(number, other < 1e15 ? Int(max(0, other)) + 1 : number)
            case .boolean, .list, .map, .null: break
            }
        }
        values += [.string(texts.joined(separator: "·") + "·"), .integer(number)]
        values += [.boolean(true), .boolean(false)]
        return values
    }

    /// Whether the premise cannot hold; its comparisons with other facts are left open.
    private func isRuledOut(_ known: [FactName: Value]) -> Bool {
        let comparisons = premise?.comparisons.filter { comparison in
            conditions.contains { $0.comparison(with: comparison.fact) != nil }
        }
        return comparisons.map { outcome(of: $0, known) != .runs } ?? false
    }

    private func outcome(of comparisons: [Comparison], _ known: [FactName: Value]) -> Outcome {
        for comparison in comparisons {
            guard let value = known[comparison.fact] else { return .doesNotRun }
            guard let holds = comparison.holds(for: value) else { return .fails }
            if !holds { return .doesNotRun }
        }
        return .runs
    }
}
