/// The name by which a file refers to a step or a pipeline, with its place.
package struct Reference: Sendable, Equatable {
    package let name: String
    package let location: SourceLocation?

    package init(_ name: String, at location: SourceLocation? = nil) {
        self.name = name
        self.location = location
    }
}
