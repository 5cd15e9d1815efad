import JSON

/// Shows a run's output in the editor's console.
package struct RunOutput: Sendable {
    let writer: MessageWriter

    /// The category of output; the names are the protocol's.
    package enum Category: String, Sendable {
        /// The run's own output.
        case console
        /// The output of programs that steps run.
        case stdout
        /// Errors.
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
