import AWS
import ChildOutput
import Testing

@testable import Steps

@Suite struct OutputTests {
    @Test(arguments: [
        ("a\nb\n", ["a", "b"]),
        ("a\r\nb", ["a", "b"]),
        ("10%\r20%\r\n\n\nend", ["10%", "20%", "end"]),
        ("\u{1B}[31mred\u{7}\ttab\n", ["red\ttab"]),
        ("a\u{9B}31mb\u{7F}\u{202E}c\u{2066}\n", ["abc"]),
        ("\u{1B}]0;title\u{7}a\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\\n", ["alink"]),
        ("\u{1B}[?25l\u{1B}[1;38;2;0;255;0mok\u{1B}[0m\u{1B}[K\u{1B}(B\u{1B}7\n", ["ok"]),
        ("\u{1B}Pq#0\u{1B}\\a\u{9D}0;t\u{9C}b\n", ["ab"]),
        ("9%\u{8}\u{8}10%\n", ["10%"]),
        ("\u{1B}]0;no end\n", ["0;no end"]),
        ("\u{1B}\n\u{1B}[\n\u{1B}[31", ["", "", ""]),
        ("", []),
    ])
    func `output becomes lines without control characters`(text: String, lines: [String]) {
        var output = OutputLines()
        var found: [String] = []
        for byte in text.utf8 { found += output.take([byte]) }
        if let last = output.finish() { found.append(last) }
        #expect(found == lines)
    }

    @Test func `bytes that are no text are shown as such`() {
        var output = OutputLines()
        #expect(output.take([0xFF, 0x61, 0x0A]) == ["\u{FFFD}a"])
    }

    @Test func `a secret that colours cut in two is hidden`() {
        var output = OutputLines(longestSecret: 6) { $0.replacing("SECRET", with: "***") }
        #expect(output.take(Array("SEC\u{1B}[0mRET S\u{7}ECRET SECRET\n".utf8)) == ["*** *** ***"])
    }

    @Test func `a secret at the end of a line that is too long is not shown in part`() {
        var output = OutputLines(longestSecret: 6) { $0.replacing("SECRET", with: "***") }
        let text = String(repeating: "x", count: OutputLines.longest - 3) + "SECRET\nnext\n"
        let lines = output.take(Array(text.utf8))
        #expect(lines.count == 2)
        #expect(lines.first?.hasSuffix("x…") == true)
        #expect(lines.last == "next")
    }

    @Test func `the tail keeps the last twenty lines`() {
        var tail = OutputTail()
        for number in 1...25 { tail.append("\(number)") }
        #expect(tail.lines == (6...25).map(String.init))
    }

    @Test func `the tail keeps at most 4 KiB`() {
        var tail = OutputTail()
        for letter in ["a", "b", "c"] { tail.append(String(repeating: letter, count: 2000)) }
        #expect(tail.lines.map(\.first) == ["b", "c"])
        tail.append(String(repeating: "d", count: 10_000))
        #expect(tail.lines.last == String(repeating: "d", count: 1000) + "…")
    }
}
