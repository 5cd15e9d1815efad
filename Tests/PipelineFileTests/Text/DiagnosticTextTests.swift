import Pipeline
import PipelineFile
import Testing

struct DiagnosticTextTests {
    @Test func `the caret stands below the column, wide characters or not`() {
        let text = SourceText("日本: {ü:\tx}\n", name: "f.yaml")
        let diagnostic = Diagnostic(
            "no", remedy: "yes", at: Pipeline.SourceLocation(file: "f.yaml", line: 1, column: 9))
        #expect(
            DiagnosticText([text]).render(diagnostic) == """
                f.yaml:1:9: error: no
                    1 | 日本: {ü: x}
                      |           ^
                    remedy: yes

                """)
    }

    @Test func `of a long line the part around the column is shown`() {
        let line = String(repeating: "a", count: 200) + "X" + String(repeating: "b", count: 200)
        let diagnostic = Diagnostic(
            "no", remedy: "yes", at: Pipeline.SourceLocation(file: "f", line: 1, column: 201))
        let before = String(repeating: "a", count: 60)
        let after = String(repeating: "b", count: 39)
        #expect(
            DiagnosticText([SourceText(line, name: "f")]).render(diagnostic) == """
                f:1:201: error: no
                    1 | ...\(before)X\(after)...
                      |    \(before.map { _ in " " }.joined())^
                    remedy: yes

                """)
    }

    @Test func `what has no place, or one in an unknown file or beyond its end, has no excerpt`() {
        let text = SourceText("a\n", name: "f.yaml")
        let diagnostics = Diagnostics([
            Diagnostic("no", remedy: "yes"),
            Diagnostic(
                "no", remedy: "yes", at: Pipeline.SourceLocation(file: "g.yaml", line: 1, column: 1)
            ),
            Diagnostic(
                "no", remedy: "yes", at: Pipeline.SourceLocation(file: "f.yaml", line: 9, column: 1)
            ),
        ])
        #expect(
            DiagnosticText([text]).render(diagnostics) == """
                error: no
                    remedy: yes
                g.yaml:1:1: error: no
                    remedy: yes
                f.yaml:9:1: error: no
                    remedy: yes

                """)
    }

    @Test func `foreign text is harmless in messages`() {
        let diagnostic = Diagnostic("no \u{1B}[31m`\u{7}`", remedy: "yes\nerror: forged")
        #expect(
            DiagnosticText().render(diagnostic) == """
                error: no ?[31m`?`
                    remedy: yes error: forged

                """)
    }
}
