/// Why a text is not JSON.
package struct MalformedJSON: Error, Sendable, Equatable {
    /// What is wrong, as a clause: `a digit is expected`.
    package let problem: String
    /// The offset of the byte at which it is wrong, from 0.
    package let place: Int

    package init(_ problem: String, at place: Int) {
        self.problem = problem
        self.place = place
    }
}
