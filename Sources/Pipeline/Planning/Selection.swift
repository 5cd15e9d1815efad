/// Which steps of a pipeline a run takes.
package struct Selection: Sendable, Equatable {
    /// Ids; empty for all.
    package var only: [String]
    package var skip: [String]
    /// The first step to take; nil for the first of the pipeline.
    package var from: String?
    /// The last step to take; nil for the last of the pipeline.
    package var until: String?

    package init(
        only: [String] = [], skip: [String] = [], from: String? = nil, until: String? = nil
    ) {
        self.only = only
        self.skip = skip
        self.from = from
        self.until = until
    }

    /// All ids in the selection, each with the option that names it.
    var named: [(option: String, id: String)] {
        only.map { ("--only", $0) } + skip.map { ("--skip", $0) }
            + (from.map { [("--from", $0)] } ?? []) + (until.map { [("--until", $0)] } ?? [])
    }

    /// Returns for each of the ids, in order, whether it is taken.
    func takes(_ ids: [String]) -> [Bool] {
        let first = from.flatMap { ids.firstIndex(of: $0) } ?? 0
        let last = until.flatMap { ids.firstIndex(of: $0) } ?? ids.count - 1
        return ids.enumerated().map { index, id in
            first <= index && index <= last
                && (only.isEmpty || only.contains(id)) && !skip.contains(id)
        }
    }
}
