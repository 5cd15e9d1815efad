/// A graph with a position for everything, in pixels.
///
/// The cards are below each other, with lanes of facts on their left and rewinds on their right.
package struct FlowPicture {
    let graph: FlowGraph
    let cards: [Card]
    let lanes: [Lane]
    let returns: [Return]
    let width: Int
    let height: Int

    struct Card {
        let content: FlowCard
        let x: Int
        let y: Int
    }

    /// A lane of one giver's facts.
    struct Lane {
        let giver: Int
        let x: Int
        /// Where it leaves its giver.
        let from: Int
        /// Where it enters its takers, from the top down.
        let to: [Int]
        /// The index among the lanes, so that neighbours differ in colour.
        let number: Int
    }

    /// A rewind from a step to an earlier one.
    struct Return {
        let x: Int
        let from: Int
        let to: Int
    }

    static let margin = 24
    private static let headerHeight = 40
    private static let gap = 22
    private static let pitch = 18

    /// Calculates the position of everything in a graph.
    package init(_ graph: FlowGraph) {
        self.graph = graph
        let factLanes = graph.lanes
        let columns = (factLanes.map(\.column).max() ?? -1) + 1
        let cardX = Self.margin + columns * Self.pitch + (columns > 0 ? 22 : 0)

        var y = Self.margin + Self.headerHeight
        var cards: [Card] = []
        for index in graph.nodes.indices {
            let content = FlowCard(graph, index)
            cards.append(Card(content: content, x: cardX, y: y))
            y += content.height + Self.gap
        }
        self.cards = cards

        lanes = factLanes.enumerated().map { number, lane in
            Lane(
                giver: lane.giver, x: Self.margin + lane.column * Self.pitch,
                from: cards[lane.giver].y(of: .gives),
                to: lane.takers.map { cards[$0].y(of: .takes(giver: lane.giver)) }, number: number)
        }

        let ways = LaneColumns(graph.rewinds.map { $0.target..<$0.step })
        returns = graph.rewinds.enumerated().map { index, rewind in
            // The longest rewind is the outermost.
            let column = ways.count - ways.columns[index]
            return Return(
                x: cardX + FlowCard.width + 6 + column * Self.pitch,
                from: cards[rewind.step].y(of: .rewinds(index)), to: cards[rewind.target].titleY)
        }
        width =
            cardX + FlowCard.width + Self.margin
            + (ways.count > 0 ? 6 + ways.count * Self.pitch : 0)
        height = y - Self.gap + Self.margin
    }
}

extension FlowPicture.Card {
    var titleY: Int { y + content.titleY - 5 }

    /// The height at which something meets the card's edge.
    fileprivate func y(of meaning: FlowCard.Meaning) -> Int {
        content.line(of: meaning).map { y + content.y(ofLine: $0) } ?? titleY
    }
}
