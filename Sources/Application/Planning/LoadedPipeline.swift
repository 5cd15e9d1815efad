package import Pipeline
package import PipelineFile
import SystemPackage

/// A pipeline from its files, with everything that is wrong with them.
package struct LoadedPipeline: Sendable {
    /// The resulting definition; nil if there is no base pipeline.
    package var definition: Definition?
    /// The files in the order in which they apply: the extended one first.
    package var sources: [SourceText] = []
    /// The name by which a person or the environment has selected it: a file or a built-in
    /// pipeline.
    ///
    /// Nil for the machine's own file, or the default.
    var name: String?
    /// The name for a later run, which may be started elsewhere: a file has its whole path.
    var lastingName: String? {
        name.map { name in
            BuiltInPipeline(named: name) == nil
                ? FilePath.workingFolder.pushing(FilePath(name)).string : name
        }
    }
    /// What keeps the files from being read and the changes from being applied.
    package var problems: [Diagnostic] = []
    /// Warnings on the files, although those that are read are valid.
    var warnings: [Diagnostic] = []

    /// The failure policy of files that have nothing to change.
    private var unattached: FailurePolicy?

    /// The reaction to a failed run, even if there is no pipeline.
    var onFailure: FailurePolicy? { definition?.onFailure ?? unattached }

    /// The number of changes so far.
    private var changes = 0

    init(definition: Definition? = nil, sources: [SourceText] = []) {
        self.definition = definition
        self.sources = sources
    }

    /// Applies the changes of a file, unless all of them together exceed the limit.
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

    /// Creates the plan.
    ///
    /// - Throws: everything that is wrong with the files and with the result, file by file, each
    ///   from its first line to its last.
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
