import Testing

@testable import PluginHost

struct StringBytesTests {
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
    }

    @Test func `a signature is made of scalars`() {
        #expect(throws: SignatureProblem.self) {
            try Signature(parsing: "i32,\(Self.accent) i32 -> i32")
        }
        let problem = #expect(throws: SignatureProblem.self) {
            try Signature(parsing: "i32 ->\(Self.accent) i32")
        }
        #expect(problem?.column == 7)
    }

    @Test func `a comment of a key's file may begin with any scalar`() throws {
        let key = VerificationKey(
            number: KeyNumber(bytes: Array(0..<8)), key: Array(repeating: 7, count: 32))
        let text = key.text("\(Self.accent)ours")
        let file = try #require(SignifyFile(Array(text.utf8)))
        #expect(file.comment.isSpelled("\(Self.accent)ours"))
        #expect(VerificationKey(Array(text.utf8)) == key)
    }
}
