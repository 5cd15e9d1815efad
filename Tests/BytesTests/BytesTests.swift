import Bytes
import Testing

struct BytesTests {
    /// What makes another character of the one before.
    private static let accent = "\u{301}"

    @Test func `bytes are found whatever follows them`() {
        let text = "a/\(Self.accent)b"
        #expect(text.hasByte("/") && !text.contains("/"))
        #expect(text.parts(at: "/") == ["a", "\(Self.accent)b"])
        #expect("/\(Self.accent)".begins(with: "/") && "x.pub".ends(with: ".pub"))
        #expect(!"b".ends(with: "ab") && !"a".begins(with: "ab"))
        #expect("\r\n".parts(at: "\n") == ["\r", ""])
    }

    @Test func `two spellings of one text are two texts`() {
        #expect("\u{212A}" == "K" && !"\u{212A}".isSpelled("K"))
        #expect("x".isSpelled("x"))
    }

    @Test(
        arguments: [
            ("a: b: c", "a|b: c"), ("a:b", nil), (": ", "|"), ("", nil),
            ("a: \u{301}", "a|\u{301}"),
        ] as [(String, String?)])
    func `a text is halved at the first place`(text: String, halves: String?) {
        let found = text.halves(around: ": ").map { "\($0.before)|\($0.after)" }
        #expect(found == halves)
    }

    @Test func `all of some bytes are replaced`() {
        #expect("/proc/1: /proc/1\u{301}".replacing(bytes: "/proc/1", by: "x") == "x: x\u{301}")
        #expect("abc".replacing(bytes: "d", by: "x") == "abc")
        #expect("aaab".replacing(bytes: "aa", by: "x") == "xab")
        #expect("aab".replacing(bytes: "ab", by: "") == "a")
        #expect(
            "a".replacing(bytes: "ab", by: "x") == "a" && "a".replacing(bytes: "", by: "x") == "a")
    }

    @Test(
        arguments: [
            ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b", ""]), ("a\rb", ["a", "b"]),
            ("\n\u{301}\r\n\u{301}", ["", "\u{301}", "\u{301}"]), ("a\r\r\nb", ["a", "", "b"]),
            ("", [""]), ("a\u{2028}b", ["a\u{2028}b"]),
        ])
    func `a line ends with a line feed, a carriage return, or both`(text: String, lines: [String]) {
        #expect(text.lines() == lines)
    }

    @Test(
        arguments: [
            (" \t a b\r\n", "a b"), (" \u{301}a ", "\u{301}a"), ("\u{A0}a\u{3000}", "a"), (" ", ""),
            ("", ""), ("a", "a"),
        ])
    func `white space around a text goes, and marks stay`(text: String, trimmed: String) {
        #expect(text.trimmed().isSpelled(trimmed))
    }

    @Test func `words are what is between ASCII's white space`() {
        #expect(" a\t\u{301}b\r\nc ".words() == ["a", "\u{301}b", "c"])
        #expect("".words().isEmpty)
    }

    @Test(
        arguments: [
            ("/a/b", "b", "/a/"), ("/a/b/", "b", "/a/b/"), ("b", "b", ""), ("/", nil, "/"),
            ("a/\u{301}b", "\u{301}b", "a/"),
        ] as [(String, String?, String)])
    func `a path has a folder and a name`(path: String, name: String?, folder: String) {
        #expect(path.lastName == name)
        #expect(path.folder == folder)
    }

    @Test func `what follows a beginning is the rest`() {
        #expect("x=\u{301}y".rest(after: "x=") == "\u{301}y")
        #expect("x".rest(after: "x") == "" && "x".rest(after: "y") == nil)
    }

    @Test func `a beginning is so many scalars long`() {
        #expect("e\u{301}e".beginning(2).isSpelled("e\u{301}"))
        #expect("ab".beginning(9) == "ab" && "ab".beginning(0) == "")
    }

    @Test func `bytes are in a text wherever they stand`() {
        #expect("xaab\u{301}".contains(bytes: "ab") && "x".contains(bytes: ""))
        #expect(!"x".contains(bytes: "xy") && !"".contains(bytes: "x"))
    }

    @Test func `case is ignored for ASCII's letters alone`() {
        #expect("Content-TYPE".isSpelledInAnyCase("content-type"))
        #expect(!"\u{212A}ey".isSpelledInAnyCase("key") && !"[".isSpelledInAnyCase("{"))
    }

    @Test func `a set of spellings keeps what only looks the same`() {
        let set: Set = [Spelling("\u{E9}"), Spelling("e\u{301}"), Spelling("\u{E9}")]
        #expect(set.count == 2)
    }

    @Test func `bytes are told apart as ASCII does it`() {
        let all = (UInt8.min...UInt8.max).map { $0 }
        func texts(_ test: (UInt8) -> Bool) -> String {
            String(decoding: all.filter(test), as: UTF8.self)
        }
        #expect(texts(\.isDigit) == "0123456789")
        #expect(texts(\.isHexDigit) == "0123456789ABCDEFabcdef")
        #expect(
            texts(\.isLetter) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        #expect(texts(\.isSpace).utf8.elementsEqual([9, 10, 11, 12, 13, 32]))
    }
}
