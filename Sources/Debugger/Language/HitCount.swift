import Bytes

/// Which of a breakpoint's hits stop the run, in the notation of editors: `3`, `>= 3`, `% 2`.
package struct HitCount: Sendable, Equatable, CustomStringConvertible {
    private let comparison: Comparison
    private let number: Int

    private enum Comparison: String, CaseIterable {
        // The longer ones first: `>=` begins with `>`.
        case atLeast = ">="
        case atMost = "<="
        case equal = "=="
        case moreThan = ">"
        case lessThan = "<"
        case each = "%"
    }

    /// Parses a condition; a number alone means that hit and no other.
    ///
    /// - Returns: nil if it is invalid.
    package init?(_ text: String) {
        let text = text.words().joined()
        let comparison = Comparison.allCases.first { text.begins(with: $0.rawValue) }
        let digits = text.dropping(bytes: comparison?.rawValue.utf8.count ?? 0)
        guard digits.utf8.allSatisfy(\.isDigit), let number = Int(digits), number > 0 else {
            return nil
        }
        self.comparison = comparison ?? .equal
        self.number = number
    }

    package var description: String { "\(comparison.rawValue) \(number)" }

    /// Whether the hit with this number counts, from 1.
    func includes(_ hit: Int) -> Bool {
        switch comparison {
        case .atLeast: hit >= number
        case .atMost: hit <= number
        case .equal: hit == number
        case .moreThan: hit > number
        case .lessThan: hit < number
        case .each: hit.isMultiple(of: number)
        }
    }
}
