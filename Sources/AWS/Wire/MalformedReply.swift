/// What is wrong with a reply's content.
package struct MalformedReply: Error, Sendable, Equatable {
    /// Where, as in `Stacks[0].StackId`; empty for the reply as a whole.
    package let path: String
    /// What is wrong there, to be read after the path: `is missing`.
    package let problem: String

    package init(_ path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    /// Whether not even the reply's syntax holds, so that another try may bring a whole one.
    var isBroken: Bool { path.isEmpty }
}
