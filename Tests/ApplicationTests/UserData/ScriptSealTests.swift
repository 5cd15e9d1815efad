import Testing

@testable import Application

/// What a script says of itself, held against what it has become.
@Suite struct ScriptSealTests {
    static let script = "#!/bin/sh\n# one\n# two\necho ${a} %{b} {{ c }}\n"

    @Test func `a script as it was printed is what it says`() throws {
        let sealed = try ScriptSeal.sealed(Self.script)
        let lines = sealed.split(separator: "\n")
        #expect(lines[3].hasPrefix("# As printed: lines=4 marks=3 sha256="))
        #expect(lines[4] == "echo ${a} %{b} {{ c }}")
        let (said, now) = try #require(try ScriptSeal.seals(of: sealed))
        #expect(said == now)
    }

    @Test(
        "what is changed shows",
        arguments: [
            ("${a}", "x", 4, 2), ("# two\n", "", 3, 3), ("# one", "# One", 4, 3),
            ("{{ c }}", "\u{301}", 4, 2),
        ])
    func changes(old: String, new: String, lines: Int, marks: Int) throws {
        let changed = try ScriptSeal.sealed(Self.script).replacing(old, with: new)
        let (said, now) = try #require(try ScriptSeal.seals(of: changed))
        #expect(said != now && now.lines == lines && now.marks == marks)
    }

    @Test("a line break more or less at its end is no change", arguments: ["", "\n\n"])
    func ends(end: String) throws {
        let sealed = try ScriptSeal.sealed(Self.script)
        let (said, now) = try #require(try ScriptSeal.seals(of: String(sealed.dropLast()) + end))
        #expect(said == now)
    }

    @Test(
        "another line is no seal",
        arguments: [
            "", "#!/bin/sh\n", "# As printed: lines=1\n",
            "# As printed: lines=-1 marks=0 sha256=0\n",
            "# As printed: lines=1 marks=99999999999999999999 sha256=0\n",
            String(repeating: "\n", count: 20) + "# As printed: lines=1 marks=1 sha256=0\n",
        ])
    func none(text: String) throws {
        #expect(try ScriptSeal.seals(of: text) == nil)
    }
}
