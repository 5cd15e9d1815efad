import Testing

@testable import AWS

@Suite struct ProfileFileTests {
    private func profiles(
        _ text: String, _ kind: ProfileFile.Kind = .config
    ) throws -> [String: [String: String]] {
        try ProfileFile(text, path: "config", kind: kind).profiles
    }

    /// What makes another character of the one before.
    @Test(arguments: ["\u{301}", "\u{FE0F}", "\u{200D}"])
    func `a sign counts whatever mark follows it`(mark: String) throws {
        let text = """
            #\(mark) a comment
            ;\(mark) another = x
            [profile a]\(mark)
            role_arn =\(mark)b
            region:\(mark)c
            """
        #expect(
            try profiles(text) == ["a": ["role_arn": "\(mark)b", "region": "\(mark)c"]])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `a line ends as on any system`(end: String) throws {
        let lines = ["[default]", "region = a", "s3 =", "  max = 1", "output = b", ""]
        #expect(
            try profiles(lines.joined(separator: end))
                == ["default": ["region": "a", "s3": "", "s3.max": "1", "output": "b"]])
    }

    @Test(
        arguments: [
            ("[profile \"a b\"]", ["a b"]), ("[profile '\u{301}a']", ["\u{301}a"]),
            ("[profile \"\u{301}\"]", ["\u{301}"]), ("[profile\ta]", ["a"]), ("[profiles a]", []),
            ("[default]", ["default"]), ("[\u{301}default]", []),
            ("[profile a\u{301}]", ["a\u{301}"]), ("[profile foo bar]", []),
            ("[services a]", []), ("[profile 'open]", []),
        ])
    func `a section's name is a profile, or nothing`(line: String, names: [String]) throws {
        #expect(try profiles(line).keys.sorted() == names)
    }

    @Test func `a setting is named by its line`() {
        let expected = ConfigurationProblem.malformedFile(
            "config", line: 2, "a setting stands before the first profile")
        #expect(throws: expected) { try profiles("#\r\n\u{301}a = b") }
    }
}
