/// What is wrong with a member of a JSON object.
package struct FieldProblem: Sendable, Equatable {
    /// The path of the member, as in `Stacks[0].StackId`; empty for the whole text.
    package let path: String
    package let expected: Expected
    /// Whether the member is missing or null.
    package let isMissing: Bool

    /// What a member can be expected to be.
    package enum Expected: Sendable, Equatable {
        case text, integer, seconds, flag, list, object
    }

    package init(_ path: String, _ expected: Expected, isMissing: Bool = false) {
        self.path = path
        self.expected = expected
        self.isMissing = isMissing
    }
}

/// A module's own error for JSON of an unexpected form; the module provides the wording.
package protocol FieldError: Error {
    init(_ problem: FieldProblem)
}
