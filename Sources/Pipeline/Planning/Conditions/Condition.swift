/// When a step runs: every comparison must hold.
package struct Condition: Sendable, Equatable {
    /// In the order of the file, no fact twice.
    package let comparisons: [Comparison]

    package init(_ comparisons: [Comparison]) { self.comparisons = comparisons }

    /// Whether the step runs.
    package enum Decision: Sendable, Equatable {
        case runs
        /// Why it does not, in a phrase: `environment is staging`.
        case doesNotRun(because: String)
    }

    /// Decides by the facts that are known.
    ///
    /// An unknown fact equals nothing and differs from nothing: the step does not run.
    ///
    /// - Throws: a failure of class `refused` if a fact cannot be compared because of its type: a
    ///   text never equals a number, and a condition that can never hold is a mistake.
    package func decision(_ facts: Facts) throws(Failure) -> Decision {
        for comparison in comparisons {
            guard let value = facts[comparison.fact] else {
                return .doesNotRun(because: "\(comparison.fact) is not known")
            }
            guard let holds = comparison.holds(for: value) else {
                throw .wrongComparison(comparison, with: value)
            }
            if !holds { return .doesNotRun(because: comparison.contradiction(by: value)) }
        }
        return .runs
    }

    /// The comparison with a fact; nil if none exists.
    package func comparison(with fact: FactName) -> Comparison? {
        comparisons.first { $0.fact == fact }
    }

    /// `environment is prod and major is not 2`.
    package var text: String { comparisons.map(\.text).joined(separator: " and ") }

    /// Whether the other condition holds whenever this one does.
    func implies(_ other: Condition) -> Bool {
        other.comparisons.allSatisfy(comparisons.contains)
    }
}
