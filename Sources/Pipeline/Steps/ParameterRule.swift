/// What the parameters of a kind have to do with each other: which of them go together.
///
/// A parameter counts as given where the pipeline file gives it a value; a default does not.
package enum ParameterRule: Sendable, Equatable {
    /// One of these must be given, and no other.
    case exactlyOne([String])
    /// At most one of these may be given.
    case atMostOne([String])
    /// The first may be given only where one of the others is.
    case onlyWith(String, [String])

    /// Holds it against the parameters that a step is given.
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

    /// What is wrong and what to do, as phrases; the parameter that it is about.
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
