package import Pipeline
package import PipelineFile

/// A pipeline as its files state it, with everything that is wrong with them.
package struct LoadedPipeline: Sendable {
    /// What the files come to; nil where there is no pipeline to begin with.
    package var definition: Definition?
    /// The files in the order in which they act: what is extended first.
    package var sources: [SourceText] = []
    /// What a person, or the environment, has named it by, a file or a built-in pipeline; nil for the
    /// machine's own file, or what is built in.
    var name: String?
    /// What keeps the files from being read and the changes from being made.
    package var problems: [Diagnostic] = []
    /// What a person should know of the files, although nothing is wrong with those that are read.
    var warnings: [Diagnostic] = []

    /// What files that have nothing to change say about a run that failed.
    private var unattached: FailurePolicy?

    /// What is done about a run that failed, also where there is no pipeline.
    var onFailure: FailurePolicy? { definition?.onFailure ?? unattached }

    /// How many changes have been made.
    private var changes = 0

    init(definition: Definition? = nil, sources: [SourceText] = []) {
        self.definition = definition
        self.sources = sources
    }

    /// Makes the changes of a file, if all of them together are not too many.
    mutating func apply(_ overlay: Overlay, of source: SourceText) {
        if definition == nil, let policy = overlay.onFailure {
            unattached = unattached?.changed(by: policy) ?? policy
        }
        changes += overlay.changes.count
        guard changes <= PipelineLoader.changeLimit else {
            return problems.append(
                .tooManyChanges(
                    limit: PipelineLoader.changeLimit,
                    at: overlay.changes.first?.location
                        ?? SourceLocation(file: source.name, line: 1, column: 1)))
        }
        definition?.apply(overlay, &problems)
    }

    /// The files for a person: `opsworks (built in), changed by a.yaml, b.yaml`.
    package var origin: String {
        let names = sources.map(\.name)
        guard let first = names.first, names.count > 1 else { return names.first ?? "" }
        return "\(first), changed by \(names.dropFirst().joined(separator: ", "))"
    }

    /// Plans.
    ///
    /// - Throws: all that is wrong with the files and with what they come to, file by file, each from
    ///   its first line to its last.
    func plan(
        _ planner: Planner, selection: Selection, given: [GivenFacts]
    ) throws(Diagnostics) -> Plan {
        guard let definition else { throw Diagnostics(inOrder(problems)) }
        do throws(Diagnostics) {
            return try planner.plan(
                definition, selection: selection, given: given, after: problems
            ).warning(of: warnings)
        } catch {
            throw Diagnostics(inOrder(error.all))
        }
    }

    private func inOrder(_ problems: [Diagnostic]) -> [Diagnostic] {
        let ranks = Dictionary(zip(sources.map(\.name), sources.indices)) { first, _ in first }
        func key(_ place: SourceLocation?) -> (Int, Int, Int) {
            guard let place else { return (-1, 0, 0) }
            return (ranks[place.file] ?? sources.count, place.line, place.column)
        }
        return problems.enumerated()
            .sorted { left, right in
                let keys = (key(left.element.location), key(right.element.location))
                return keys.0 == keys.1 ? left.offset < right.offset : keys.0 < keys.1
            }
            .map(\.element)
    }
}
