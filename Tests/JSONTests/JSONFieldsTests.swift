import JSON
import Testing

/// The words of this file, where each module has its own.
private struct Refusal: FieldError, Equatable {
    let words: String

    init(_ words: String) { self.words = words }

    init(_ problem: FieldProblem) {
        self.init(
            "\(problem.path): \(problem.isMissing ? "missing" : "not \(problem.expected)")")
    }
}

@Suite("The members of an object")
struct JSONFieldsTests {
    private let fields: JSONFields<Refusal>

    init() throws {
        let text = """
            {"text": "a", "empty": "", "number": 7, "wild": 1e300, "huge": 9223372036854775808,
            "negative": -1, "half": 0.5, "flag": false, "null": null, "list": [1, "a"],
            "texts": ["a", "b"], "objects": [{"n": 1}, {"n": 2}], "object": {"inner": {}}}
            """
        fields = try JSONFields(JSONParser.parse(Array(text.utf8)))
    }

    private func words(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Refusal)?.words
        }
    }

    @Test func `are read as what they are`() throws {
        #expect(try fields.text("text") == "a")
        #expect(try fields.text("empty") == "")
        #expect(try fields.integer("number", in: 0...7) == 7)
        #expect(try fields.seconds("half", in: .zero ... .seconds(1)) == .milliseconds(500))
        #expect(try fields.seconds("number", in: .zero ... .seconds(7)) == .seconds(7))
        #expect(try fields.flag("flag") == false)
        #expect(try fields.list("list") == [.number("1"), "a"])
        #expect(try fields.texts("texts") == ["a", "b"])
        let numbers = try fields.list("objects") { element throws(Refusal) in
            try element.integer("n", in: 1...2)
        }
        #expect(numbers == [1, 2])
        #expect(try fields.object("object").members.map(\.name) == ["inner"])
    }

    @Test func `that are null or not there are nil, or missing`() throws {
        for name in ["null", "nowhere"] {
            #expect(fields[name] == nil)
            #expect(try fields.optionalText(name) == nil)
            #expect(try fields.optionalInteger(name, in: 0...1) == nil)
            #expect(try fields.optionalSeconds(name, in: .zero ... .zero) == nil)
            #expect(try fields.optionalFlag(name) == nil)
            #expect(try fields.optionalList(name) == nil)
            #expect(try fields.optionalObject(name)?.members == nil)
            #expect(words { _ = try fields.text(name) } == "\(name): missing")
            #expect(words { _ = try fields.integer(name, in: 0...1) } == "\(name): missing")
            #expect(
                words { _ = try fields.seconds(name, in: .zero ... .zero) } == "\(name): missing")
            #expect(words { _ = try fields.flag(name) } == "\(name): missing")
            #expect(words { _ = try fields.list(name) } == "\(name): missing")
            #expect(words { _ = try fields.texts(name) } == "\(name): missing")
            #expect(words { _ = try fields.object(name) } == "\(name): missing")
        }
        #expect(fields.value("null") == .null)
        #expect(fields.value("nowhere") == nil)
    }

    @Test func `of another type are refused by their path`() throws {
        #expect(words { _ = try fields.text("number") } == "number: not text")
        #expect(words { _ = try fields.integer("half", in: 0...1) } == "half: not integer")
        #expect(
            words { _ = try fields.seconds("text", in: .zero ... .zero) } == "text: not seconds")
        #expect(words { _ = try fields.flag("number") } == "number: not flag")
        #expect(words { _ = try fields.list("object") } == "object: not list")
        #expect(words { _ = try fields.texts("list") } == "list[0]: not text")
        #expect(words { _ = try fields.object("list") } == "list: not object")
        #expect(words { _ = try fields.list("texts") { _ in } } == "texts[0]: not object")
        #expect(words { _ = try JSONFields<Refusal>(.null) } == ": not object")
        let inner = try fields.object("object").object("inner")
        #expect(words { _ = try inner.flag("on") } == "object.inner.on: missing")
        let path = words {
            _ = try fields.list("objects") { element throws(Refusal) in try element.text("n") }
        }
        #expect(path == "objects[0].n: not text")
    }

    @Test(arguments: ["wild", "huge", "negative"])
    func `that are numbers beyond their bounds are refused`(_ name: String) {
        #expect(words { _ = try fields.integer(name, in: 0...Int.max) } == "\(name): not integer")
        let bounds = Duration.zero ... .seconds(1_000_000_000)
        #expect(words { _ = try fields.seconds(name, in: bounds) } == "\(name): not seconds")
    }
}
