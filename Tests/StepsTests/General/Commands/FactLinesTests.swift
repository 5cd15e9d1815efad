import Pipeline
import Testing

@testable import Steps

@Suite struct FactLinesTests {
    private func facts(_ text: String) throws -> [String: Value?] {
        let declared = try #require(DeclaredFacts(["disk.id": "string", "disk.size": "integer"]))
        let facts = try FactLines(Array(text.utf8), declared: declared).facts
        return Dictionary(uniqueKeysWithValues: facts.names.map { ($0.text, facts[$0]) })
    }

    @Test(arguments: ["\n", "\r\n", "\n\r\n"])
    func `a line ends with a line feed, and may with a carriage return before it`(
        end: String
    ) throws {
        let facts = try facts("disk.id=a=b\(end)disk.size=3\(end)")
        #expect(facts == ["disk.id": "a=b", "disk.size": 3])
    }

    @Test func `a value may begin with a combining mark`() throws {
        let facts = try facts("disk.id=\u{301}x\ndisk.size=3")
        #expect(facts == ["disk.id": "\u{301}x", "disk.size": 3])
    }

    @Test(arguments: [
        "disk.id\u{301}=x\ndisk.size=3", "disk.id=x\ndisk.size=3\u{301}", "disk.id=x",
    ])
    func `what is none is refused`(text: String) {
        #expect(throws: Failure.self) { try facts(text) }
    }
}
