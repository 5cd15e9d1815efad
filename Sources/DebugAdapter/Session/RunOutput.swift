import JSON

/// Shows what a run says in the editor's console.
package struct RunOutput: Sendable {
    let writer: MessageWriter

    /// What sort of words they are; the names are the protocol's.
    package enum Category: String, Sendable {
        /// The run's own.
        case console
        /// What programs print that steps run.
        case stdout
        /// What went wrong.
        case stderr
    }

    /// Shows whole lines.
    package func show(_ lines: [String], as category: Category = .console) {
        guard !lines.isEmpty else { return }
        writer.event(
            "output",
            [
                "category": .string(category.rawValue),
                "output": .string(lines.map { $0 + "\n" }.joined()),
            ])
    }
}
