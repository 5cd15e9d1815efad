import JSON
import Pipeline
import Testing

@Suite struct HarmlessJSONTests {
    @Test func `what can drive a terminal is escaped, and read again as it was`() throws {
        let text = "a\u{9B}31m\u{7F}b\u{202E}c\u{2067}d\u{61C}é"
        let written = Value.string(text).json
        #expect(written == #""a\u009b31m\u007fb\u202ec\u2067d\u061cé""#)
        #expect(try JSONParser.parse(Array(written.utf8)) == .string(text))
    }
}
