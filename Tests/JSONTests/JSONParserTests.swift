import JSON
import Testing

@Suite struct JSONParserTests {
    @Test func `order and digits survive reading and writing`() throws {
        let text = #"{"z":1.10,"a":[true,null,-0,1E+2],"m":{"":"é\"\\\n"}}"#
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(value.text() == #"{"z":1.10,"a":[true,null,-0,1E+2],"m":{"":"\u00e9\"\\\n"}}"#)
        #expect(
            value.text(.spaced)
                == #"{"z": 1.10, "a": [true, null, -0, 1E+2], "m": {"": "\u00e9\"\\\n"}}"#)
    }

    @Test(arguments: [
        (#""\u0041\/\b\f\t""#, "A/\u{8}\u{C}\t"), (#""\ud83d\ude00""#, "😀"), (#""😀""#, "😀"),
        (" \t\r\n\"x\" ", "x"), (#""\u007f""#, "\u{7F}"),
    ])
    func `strings are read`(_ text: String, _ string: String) throws {
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(value == .string(string))
        #expect(try JSONParser.parse(Array(value.text().utf8)) == value)
    }

    @Test(arguments: [
        ("", "it ends too early", 0),
        ("{", "a member's name is expected", 1),
        (#"{"Stacks": [{"StackId": "a"#, "it ends too early", 26),
        (#"{"a" 1}"#, "‘:’ is expected", 5),
        (#"{"a": 1,}"#, "a member's name is expected", 8),
        (#"{"a": 1, "a": 2}"#, "the name ‘a’ is there twice", 12),
        ("[1 2]", "‘,’ or ‘]’ is expected", 3),
        ("[1,]", "no value begins like this", 3),
        ("01", "something follows its end", 1),
        ("1.", "a digit is expected", 2),
        ("-", "a digit is expected", 1),
        ("+1", "no value begins like this", 0),
        ("NaN", "no value begins like this", 0),
        ("tru", "no value begins like this", 0),
        (#""\ud800""#, "half a surrogate pair is missing", 7),
        (#""\ud800\u0041""#, "half a surrogate pair is missing", 13),
        (#""\udc00""#, "half a surrogate pair is missing", 7),
        (#""\u+041""#, "four hexadecimal digits are expected", 3),
        (#""\u00"#, "four hexadecimal digits are expected", 3),
        (#""\x""#, "no escape is written like this", 3),
        ("\"\n\"", "a control character stands in a string", 1),
        ("<html>", "no value begins like this", 0),
        ("{} {}", "something follows its end", 3),
    ])
    func `what is not JSON is refused with its place`(
        _ text: String, _ problem: String, _ place: Int
    ) {
        #expect(throws: MalformedJSON(problem, at: place)) {
            try JSONParser.parse(Array(text.utf8))
        }
    }

    @Test func `more values than any text has are refused`() throws {
        // With the list, a million.
        let most = "[" + String(repeating: "0,", count: 999_998) + "0]"
        #expect(throws: Never.self) { try JSONParser.parse(Array(most.utf8)) }
        #expect(throws: MalformedJSON("it has too many values", at: 1_999_998)) {
            try JSONParser.parse(Array("[\(most)]".utf8))
        }
    }

    @Test(arguments: [1, 15, 16, 17, 40])
    func `a name that is there twice is found among any number`(_ count: Int) throws {
        let members = (0..<count).map { "\"\($0)\":\($0)" }
        let text = "{" + members.joined(separator: ",")
        #expect(try JSONParser.parse(Array((text + "}").utf8)).text() == text + "}")
        for name in [0, count / 2, count - 1] {
            let beginning = text + ",\"\(name)\""
            #expect(
                throws: MalformedJSON(
                    "the name ‘\(name)’ is there twice", at: beginning.utf8.count)
            ) {
                try JSONParser.parse(Array((beginning + ":0}").utf8))
            }
        }
    }

    @Test func `nesting is bounded, and text must be UTF-8`() {
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: MalformedJSON("it is nested too deeply", at: 64)) {
            try JSONParser.parse(deep)
        }
        #expect(throws: MalformedJSON.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    }

    @Test(arguments: [0, 20])
    func `names that only look the same are two`(others: Int) throws {
        let more = (0..<others).map { #""m\#($0)":0,"# }.joined()
        let text = "{\(more)\"\u{E9}\":1,\"e\u{301}\":2}"
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(value["\u{E9}"] == .number("1") && value["e\u{301}"] == .number("2"))
    }

    @Test(arguments: [#""\u00６1""#, #""\u+041""#, "\"\\u004\u{301}\""])
    func `an escape has four of ASCII's digits`(_ text: String) {
        #expect(throws: MalformedJSON.self) { try JSONParser.parse(Array(text.utf8)) }
    }
}
