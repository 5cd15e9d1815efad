/// Assigns columns to lines that run down beside a list of rows, so that no two share a column on a
/// row.
///
/// The longest lines get the outermost columns, so that short ones need not cross them.
struct LaneColumns: Equatable {
    /// The column of each line, in the given order, from 0 for the outermost one.
    let columns: [Int]
    /// The number of columns in use.
    var count: Int { (columns.max() ?? -1) + 1 }

    /// Assigns columns by the first and last row of each line; a line may begin on the row on which
    /// another ends.
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
    /// The nodes that take from it, in order; never empty.
    let takers: [Int]
    let column: Int

    var end: Int { takers.last ?? giver }
}

extension FlowGraph {
    /// One lane for each node that gives a fact which is taken.
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
