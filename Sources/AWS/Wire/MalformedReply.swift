/// What is wrong with a reply's content.
package struct MalformedReply: Error, Sendable, Equatable {
    /// Where it is, for example `Stacks[0].StackId`; empty for the reply as a whole.
    package let path: String
    /// What is wrong there, as a predicate after the path: `is missing`.
    package let problem: String

    package init(_ path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    /// The path of a reply that is not the operation's at all, such as a proxy's page.
    static let root = "the root"

    /// Whether it is not a complete reply of the service, so that a retry may bring one.
    package var isBroken: Bool { path.isEmpty || path == MalformedReply.root }
}
