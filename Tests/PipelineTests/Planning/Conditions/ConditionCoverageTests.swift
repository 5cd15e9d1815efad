import Testing

@testable import Pipeline

@Suite("Conditions that cover every case")
struct ConditionCoverageTests {
    private static let size = FactName("size")
    private static let ready = FactName("ready")

    private func covers(
        _ conditions: [[Comparison]], given premise: [Comparison]? = nil, knowing: Bool = true,
        type: ValueShape? = nil
    ) -> Bool {
        ConditionCoverage(
            conditions: conditions.map(Condition.init), premise: premise.map(Condition.init),
            isKnown: { _ in knowing }, type: { _ in type }
        ).isComplete
    }

    @Test("booleans are two, numbers and texts are many")
    func types() throws {
        let ready = try #require(Self.ready)
        let size = try #require(Self.size)
        #expect(covers([[Comparison(ready, [true])], [Comparison(ready, [false])]]))
        #expect(!covers([[Comparison(ready, [true])]]))
        #expect(!covers([[Comparison(size, [1])], [Comparison(size, [2])]]))
        #expect(!covers([[Comparison(size, ["s"])], [Comparison(size, ["m"])]]))
        #expect(
            covers([
                [Comparison(size, [1, 2])], [Comparison(size, [3])],
                [Comparison(size, [1, 2, 3], isNegated: true)],
            ]))
        #expect(
            !covers([
                [Comparison(size, [1, .integer(.max)])],
                [Comparison(size, [1, 2, .integer(.max)], isNegated: true)],
            ]))
    }

    @Test("a choice has its words and no other value")
    func choices() throws {
        let size = try #require(Self.size)
        let each = [[Comparison(size, ["s"])], [Comparison(size, ["m"])]]
        #expect(covers(each, type: .choice(["s", "m"])))
        #expect(!covers(each, type: .choice(["s", "m", "l"])))
        #expect(!covers(each, knowing: false, type: .choice(["s", "m"])))
    }

    @Test("every combination of facts counts")
    func combinations() throws {
        let ready = try #require(Self.ready)
        let size = try #require(Self.size)
        let small = Comparison(size, ["s"])
        let large = Comparison(size, ["s"], isNegated: true)
        #expect(
            covers([
                [small, Comparison(ready, [true])], [small, Comparison(ready, [false])], [large],
            ]))
        #expect(!covers([[small, Comparison(ready, [true])], [large]]))
        #expect(
            covers(
                [[small, Comparison(ready, [true])], [large]], given: [Comparison(ready, [true])]))
    }

    @Test("a fact that may not be known covers nothing")
    func unknown() throws {
        let ready = try #require(Self.ready)
        let both = [[Comparison(ready, [true])], [Comparison(ready, [false])]]
        #expect(!covers(both, knowing: false))
        #expect(covers(both, given: [Comparison(ready, [true, false])], knowing: false))
    }

    @Test("what would take too long to try counts as not covered")
    func limit() throws {
        let facts = try (0..<12).map { try #require(FactName("fact.n\($0)")) }
        #expect(!covers([facts.map { Comparison($0, ["x"]) }, [Comparison(facts[0], ["x"])]]))
    }
}
