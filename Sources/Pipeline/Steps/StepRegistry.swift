/// The kinds that a pipeline can name.
package struct StepRegistry: Sendable {
    private let byName: [String: StepKind]
    /// In the order in which they were registered.
    package let kinds: [StepKind]

    /// Creates a registry; of two kinds with the same name, the first one stays.
    package init(_ kinds: [StepKind]) {
        byName = Dictionary(kinds.map { ($0.name, $0) }) { first, _ in first }
        self.kinds = kinds
    }

    package subscript(name: String) -> StepKind? { byName[name] }

    package var names: [String] { kinds.map(\.name) }
}
