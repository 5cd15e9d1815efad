/// One thing that is wrong with what a person wrote, and what to do about it.
package struct Diagnostic: Error, Sendable, Equatable {
    /// What is wrong, one sentence without a full stop.
    package let message: String
    /// What to do, one sentence without a full stop.
    package let remedy: String
    /// The place; nil if it does not come from a file.
    package let location: SourceLocation?
    /// Related places.
    package let notes: [Note]

    package struct Note: Sendable, Equatable {
        package let message: String
        package let location: SourceLocation?

        package init(_ message: String, at location: SourceLocation?) {
            self.message = message
            self.location = location
        }
    }

    package init(
        _ message: String, remedy: String, at location: SourceLocation? = nil, notes: [Note] = []
    ) {
        self.message = message
        self.remedy = remedy
        self.location = location
        self.notes = notes
    }
}

/// Everything that is wrong, at once.
package struct Diagnostics: Error, Sendable, Equatable {
    /// In the order of the files; never empty.
    package let all: [Diagnostic]

    package init(_ all: [Diagnostic]) { self.all = all }
}
