package import JSON
package import Pipeline

/// A file of JSON that somebody has saved: what a service once answered.
package struct SavedAnswer: Sendable {
    /// The file's name, for messages.
    package let name: String
    package let content: JSONValue

    package init(name: String, _ content: JSONValue) {
        self.name = name
        self.content = content
    }
}

/// Makes stacks of what a provider's service, or a tool for it, once answered.
package protocol StackReader: Sendable {
    /// What it reads, a phrase for people who look for it.
    var sources: String { get }

    /// Whether it can read the answer; known by what is in it.
    func recognises(_ answer: SavedAnswer) -> Bool

    /// Reads all that it recognises. An unknown, missing or malformed member is a leftover, not an error.
    ///
    /// - Throws: a failure of class `refused` where the answers tell of no stack.
    func stacks(in answers: [SavedAnswer]) throws(Failure) -> [DescribedStack]
}
