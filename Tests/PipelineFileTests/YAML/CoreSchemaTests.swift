import Pipeline
import PipelineFile
import Testing

struct CoreSchemaTests {
    @Test(
        "a text without quotes is what YAML 1.2's core schema says",
        arguments: [
            ("~", .null), ("null", .null), ("Null", .null), ("''", ""), ("nUll", "nUll"),
            ("true", true), ("TRUE", true), ("False", false), ("tRue", "tRue"),
            ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"),
            ("0", 0), ("-12", -12), ("+7", 7), ("9223372036854775807", .integer(.max)),
            ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"), ("0o9", "0o9"), ("0x", "0x"),
            ("1_000", "1_000"), ("12:30:45", "12:30:45"), ("2024-05-26", "2024-05-26"),
            ("1.5", .number(1.5)), (".5", .number(0.5)), ("1.", .number(1)), ("1e3", .number(1000)),
            ("-1.5E-2", .number(-0.015)), ("0.5", .number(0.5)), ("1.2.3", "1.2.3"), ("1e", "1e"),
            (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)),
            (".Inf", .number(.infinity)),
            ("inf", "inf"), ("nan", "nan"), ("0x1p3", "0x1p3"), ("-", .list([.null])), (".", "."),
            ("+", "+"), ("e", "e"), ("\"true\"", "true"), ("'12'", "12"), ("|\n  12", "12"),
        ] as [(String, Value)])
    func core(text: String, value: Value) throws {
        let document = try YAMLReader.read(SourceText(text, name: "t.yaml"))
        #expect(document.root.value == value)
        #expect(document.problems == [])
    }

    @Test func `a number that would lose digits is refused`() throws {
        let text = SourceText("account: 012345678901\nsize: 9223372036854775808\n", name: "t.yaml")
        let document = try YAMLReader.read(text)
        #expect(
            DiagnosticText([text]).render(Diagnostics(document.problems)) == """
                t.yaml:1:10: error: a number begins with 0, which readers of YAML take differently
                    1 | account: 012345678901
                      |          ^
                    remedy: put it in quotes to keep it as written, or write 0o755 for octal
                t.yaml:2:7: error: the number is too large
                    2 | size: 9223372036854775808
                      |       ^
                    remedy: put it in quotes to keep it as written

                """)
    }
}
