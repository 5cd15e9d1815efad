/// A rule on which parameters of a kind go together.
///
/// A parameter counts as given if the pipeline file gives it a value; a default does not count.
package enum ParameterRule: Sendable, Equatable {
    /// Exactly one of these must be given.
    case exactlyOne([String])
    /// At most one of these may be given.
    case atMostOne([String])
    /// The first may be given only together with one of the others.
    case onlyWith(String, [String])

    /// Checks the rule against the parameters that a step is given.
    ///
    /// - Parameter given: their names.
    /// - Returns: what is wrong; nil if nothing is.
    package func problem(given: Set<String>) -> Problem? {
        switch self {
        case .exactlyOne(let names):
            let found = names.filter(given.contains)
            if found.isEmpty {
                return Problem("lacks one of \(Self.list(names))", "give one of them", at: nil)
            }
            return Self.tooMany(found)
        case .atMostOne(let names):
            return Self.tooMany(names.filter(given.contains))
        case .onlyWith(let name, let others):
            guard given.contains(name), others.allSatisfy({ !given.contains($0) }) else {
                return nil
            }
            return Problem(
                "has `\(name)` without \(Self.list(others))",
                "remove it, or give \(others.count == 1 ? "the other" : "one of the others") too",
                at: name)
        }
    }

    /// What is wrong and what to do, as phrases, and the parameter in question.
    package struct Problem: Sendable, Equatable {
        package let message: String
        package let remedy: String
        package let parameter: String?

        package init(_ message: String, _ remedy: String, at parameter: String?) {
            self.message = message
            self.remedy = remedy
            self.parameter = parameter
        }
    }

    private static func tooMany(_ found: [String]) -> Problem? {
        guard found.count > 1 else { return nil }
        return Problem(
            "has \(list(found)), of which only one can be given", "remove all but one",
            at: found.last)
    }

    private static func list(_ names: [String]) -> String {
        names.map { "`\($0)`" }.joined(separator: ", ")
    }
}
