/// What is wrong with a member of a JSON object.
package struct FieldProblem: Sendable, Equatable {
    /// Which member, as in `Stacks[0].StackId`; empty for the whole text.
    package let path: String
    package let expected: Expected
    /// Whether nothing is there, or null.
    package let isMissing: Bool

    /// What a member can have to be.
    package enum Expected: Sendable, Equatable {
        case text, integer, seconds, flag, list, object
    }

    package init(_ path: String, _ expected: Expected, isMissing: Bool = false) {
        self.path = path
        self.expected = expected
        self.isMissing = isMissing
    }
}

/// A module's own error for JSON that is not what it should be; the wording is the module's.
package protocol FieldError: Error {
    init(_ problem: FieldProblem)
}
