import Debugger
import Pipeline
import Testing

@Suite("The debugger's language")
struct CommandParserTests {
    @Test(
        "understands names, letters and beginnings",
        arguments: [
            ("step", SessionCommand.step), ("s", .step), ("  n ", .next), ("cont", .continue),
            ("u tag", .until("tag")), ("break before tag", .addBreakpoint(.before("tag"))),
            ("b after tag", .addBreakpoint(.after("tag"))),
            ("b tag", .addBreakpoint(.before("tag"))),
            ("break on failure", .addBreakpoint(.failure)),
            ("break on throttled", .addBreakpoint(.failureClass(.throttled))),
            ("break", .listBreakpoints), ("break list", .listBreakpoints),
            ("break delete 2", .deleteBreakpoint(2)), ("d", .deleteBreakpoint(nil)),
            ("params", .showParameters(nil)), ("params tag", .showParameters("tag")),
            ("params layer = a = b ", .setParameter("layer", "a = b")),
            ("params layer =\u{301}a", .setParameter("layer", "\u{301}a")),
            ("print \u{301}a", .print("\u{301}a")),
            ("move a before b\r\n", .move(StepMove("a", .before, "b"))),
            ("print ${a} b", .print("${a} b")), ("log", .log(10)), ("log 3", .log(3)),
            ("back tag", .back("tag")), ("save /a b.yaml", .save("/a b.yaml")),
            ("", .again), ("  ", .again), ("help", .help(nil)), ("help s", .help(.step)),
            ("?", .help(nil)),
        ])
    func understands(line: String, command: SessionCommand) throws {
        #expect(try CommandParser.command(line) == command)
    }

    @Test("a comment says nothing")
    func nothing() throws {
        #expect(try CommandParser.command(" # next") == nil)
        #expect(try CommandParser.command("#\u{301} next") == nil)
    }

    @Test(
        "says what is wrong, and what to do",
        arguments: [
            ("contnue", "there is no command `contnue`", "did you mean `continue`?"),
            ("xyzzy", "there is no command `xyzzy`", "`help` lists the commands"),
            ("re", "`re` can be `retry`, `revert`, `request`", "type a letter more"),
            ("step 2", "`step` is typed otherwise", "step"),
            ("until", "`until` is typed otherwise", "until STEP"),
            (
                "break on throtled", "there is no class of failures `throtled`",
                "did you mean `throttled`?"
            ),
            (
                "set Host=1", "`Host` is not a fact's name",
                "write words of lower-case letters, digits and `-`, joined by dots: stack.id"
            ),
            ("log many", "`log` is typed otherwise", "log [COUNT]"),
            ("set hostname", "`set` is typed otherwise", "set FACT=VALUE"),
        ])
    func problems(line: String, message: String, remedy: String) {
        #expect(throws: DebugProblem(message, remedy: remedy)) {
            try CommandParser.command(line)
        }
    }

    @Test(
        "every command has a help that begins with how it is typed", arguments: CommandName.allCases
    )
    func help(name: CommandName) async throws {
        let bench = Bench("help \(name.rawValue)")
        _ = try await bench.run()
        #expect(bench.front.transcript.contains("(enlist) help \(name.rawValue)\n\(name.rawValue)"))
    }
}
