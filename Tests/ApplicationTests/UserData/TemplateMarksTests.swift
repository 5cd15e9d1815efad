import Testing

@testable import Application

/// The places of a text that template engines replace.
@Suite struct TemplateMarksTests {
    @Test func `each is named with its lines`() {
        let hint = TemplateMarks(in: "a ${b} ${c}\nd\n%{e}\n{{ f }}{#\n").hint
        #expect(
            hint == """
                the text has `${` (line 1), which Terraform's templatefile and CloudFormation's Fn::Sub \
                replace; `%{` (line 3), which Terraform's templatefile replaces; `{{` (line 4), which \
                jinja replaces; `{#` (line 4), which jinja removes. Take file() or Fn::Base64 alone, or \
                print it with --format base64; `enlist user-data --check FILE` tells whether it came \
                through
                """)
    }

    @Test func `of many lines some are named`() {
        let marks = TemplateMarks(in: String(repeating: "${a}\n", count: 9))
        #expect(marks.count == 9)
        #expect(marks.hint?.hasPrefix("the text has `${` (lines 1, 2, 3, 4, 5, …), which") == true)
    }

    @Test(
        "a combining mark hides none",
        arguments: [("{\u{301}{", 0), ("$\u{301}{", 0), ("${\u{301}", 1), ("{{\u{301}", 1)])
    func bytes(text: String, count: Int) {
        #expect(TemplateMarks(in: text).count == count)
        #expect((TemplateMarks(in: text).hint == nil) == (count == 0))
    }
}
