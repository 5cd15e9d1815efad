package import JSON
package import Pipeline

/// A JSON file that holds a saved answer of a service.
package struct SavedAnswer: Sendable {
    /// The file's name, for messages.
    package let name: String
    package let content: JSONValue

    package init(name: String, _ content: JSONValue) {
        self.name = name
        self.content = content
    }
}

/// Reads stacks from saved answers of a provider's service, or of a tool for it.
package protocol StackReader: Sendable {
    /// What it reads, a phrase that tells people what to look for.
    var sources: String { get }

    /// Whether it can read the answer, judged by the content.
    func recognises(_ answer: SavedAnswer) -> Bool

    /// Reads all answers that it recognises. An unknown, missing or malformed member is a leftover,
    /// not an error.
    ///
    /// - Throws: a failure of class `refused` if the answers contain no stack.
    func stacks(in answers: [SavedAnswer]) throws(Failure) -> [DescribedStack]
}
