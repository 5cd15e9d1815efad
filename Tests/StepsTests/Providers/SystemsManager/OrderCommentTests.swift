import Pipeline
import Testing

@testable import Steps

@Suite("The comment of a command")
struct OrderCommentTests {
    private struct Always: RandomSource {
        let chance: Double

        func fraction() -> Double { chance }
    }

    private func comment(
        _ document: String = "d", _ version: String = "1", _ parameters: [String: [String]] = [:]
    ) throws -> OrderComment {
        try OrderComment(document: document, version: version, parameters: parameters)
    }

    @Test("is known again by what was ordered, whichever time that was")
    func same() throws {
        let text = try comment("d", "1", ["a": ["x", "y"], "b": []]).making(
            by: Always(chance: 0.5))
        #expect(text.utf8.count <= 100)
        #expect(try comment("d", "1", ["b": [], "a": ["x", "y"]]).matches(text))
        #expect(
            try comment("d", "1", ["b": [], "a": ["x", "y"]]).making(by: Always(chance: 0.2))
                != text)
    }

    @Test("differs where anything of the order does")
    func others() throws {
        let text = try comment("d", "1", ["a": ["x", "y"]]).making(by: Always(chance: 0))
        for other in [
            try comment("e", "1", ["a": ["x", "y"]]), try comment("d", "2", ["a": ["x", "y"]]),
            try comment("d", "1", ["a": ["x,y"]]), try comment("d", "1", ["a": ["y", "x"]]),
            try comment("d", "1", ["b": ["x", "y"]]), try comment("d", "1"),
        ] {
            #expect(!other.matches(text))
        }
        #expect(try !comment().matches(nil))
        #expect(try !comment().matches("a person's own"))
    }
}
