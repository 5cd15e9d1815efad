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

    /// Where a reply is not the operation's at all, as the page of a proxy.
    static let root = "the root"

    /// Whether it is no whole reply of the service, so that another try may bring one.
    package var isBroken: Bool { path.isEmpty || path == MalformedReply.root }
}
