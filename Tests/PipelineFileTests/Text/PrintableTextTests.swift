import PipelineFile
import Testing

struct PrintableTextTests {
    @Test(
        "foreign text cannot drive a terminal",
        arguments: [
            ("plain ünïcode 日本", "plain ünïcode 日本"),
            ("\u{1B}[2J\u{1B}]0;title\u{7}", "?[2J?]0;title?"),
            ("a\r\nb\tc", "a b c"),
            ("\u{9B}31m \u{7F}\u{8}\u{0}", "?31m ???"),
            ("abc\u{202E}dcb\u{2066}\u{200B}", "abc?dcb??"),
            ("one\u{2028}two\u{85}", "one two "),
        ])
    func harmless(foreign: String, expected: String) {
        // A line break of two characters becomes two spaces; one would do as well.
        #expect(PrintableText(foreign).text.replacing("  ", with: " ") == expected)
    }

    @Test(
        "text is cut to a width in columns",
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""),
            ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
            ("e\u{301}e\u{301}e", 3, "e\u{301}e\u{301}e"), ("", 0, ""),
        ])
    func cut(text: String, width: Int, expected: String) {
        #expect(PrintableText(text).cut(to: width) == expected)
    }

    @Test("of a text too long to read, both ends are shown", arguments: [0, 1200])
    func abridged(count: Int) {
        let readable = String(repeating: "x", count: count)
        #expect(PrintableText(readable).abridged == readable)

        let long = "no `\(String(repeating: "x", count: 10_000))` is there"
        let expected =
            "no `\(String(repeating: "x", count: 796)) … \(String(repeating: "x", count: 290))` is there"
        #expect(PrintableText(long).abridged == expected)
    }

    @Test(
        "rows hold whole words, and parts of one that is too long",
        arguments: [
            ("one two three", 20, 20, ["one two three"]),
            ("one two three", 7, 20, ["one two", "three"]),
            ("one two three", 2, 7, ["", "one two", "three"]), ("", 5, 5, [""]),
            ("abcdefgh ij", 4, 4, ["abcd", "efgh", "ij"]), ("日本語 x", 4, 4, ["日本", "語 x"]),
            ("ab", 0, 0, ["", "a", "b"]),
        ] as [(String, Int, Int, [String])])
    func wrapping(text: String, first: Int, others: Int, rows: [String]) {
        #expect(PrintableText(text).wrapped(first: first, others: others) == rows)
    }
}
