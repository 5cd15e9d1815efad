/// Columns for lines that run down beside a list of rows, such that no two share a column on a row.
///
/// The longest lines get the columns furthest out, so that short ones need not cross them.
struct LaneColumns: Equatable {
    /// For each line, in the order in which they were given: its column, counted from 0, the outermost.
    let columns: [Int]
    /// How many columns are in use.
    var count: Int { (columns.max() ?? -1) + 1 }

    /// Takes the rows on which each line begins and ends; where one ends another may begin.
    init(_ lines: [Range<Int>]) {
        var columns = [Int](repeating: 0, count: lines.count)
        var taken: [[Range<Int>]] = []
        let longestFirst = lines.indices.sorted {
            (lines[$1].count, $0) < (lines[$0].count, $1)
        }
        for index in longestFirst {
            let line = lines[index]
            let free = taken.firstIndex { column in !column.contains { $0.overlaps(line) } }
            if free == nil { taken.append([]) }
            let column = free ?? taken.count - 1
            taken[column].append(line)
            columns[index] = column
        }
        self.columns = columns
    }
}

/// The line on which a node's facts run down to their takers.
struct FactLane: Equatable {
    let giver: Int
    /// The nodes that take from it, in their order; never empty.
    let takers: [Int]
    let column: Int

    var end: Int { takers.last ?? giver }
}

extension FlowGraph {
    /// A lane for each node that gives something which is taken.
    var lanes: [FactLane] {
        let givers = nodes.indices.filter { !flows(from: $0).isEmpty }
        let takers = givers.map { flows(from: $0).map(\.taker) }
        let columns = LaneColumns(
            zip(givers, takers).map { giver, takers in giver..<(takers.last ?? giver) })
        return givers.indices.map { index in
            FactLane(giver: givers[index], takers: takers[index], column: columns.columns[index])
        }
    }
}
