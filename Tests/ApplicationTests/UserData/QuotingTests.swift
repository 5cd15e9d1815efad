import TestSupport
import Testing

@testable import Application

/// Words that Swift sees as other characters than a shell does: a combining mark after what quotes.
@Suite struct QuotingTests {
    static let words = [
        "plain", "", "two words", "it's", "'", "''", "'\u{301}; touch /tmp/x; '", "\"\u{301}$(id)",
        "\\\u{301}`id`", "a\r\nb", "\r", "$HOME", "é", "-n", "a=b",
    ]

    @Test("a shell reads a quoted word as it was", arguments: words)
    func shell(word: String) async throws {
        try await withTemporaryFolder { root in
            let ending = try Program("printf %s \(ShellWord.quoted(word))", root: root).end()
            #expect(Array(ending.output.utf8) == Array(word.utf8))
            #expect(ending.status == 0)
        }
    }

    @Test(
        "systemd's quotes and backslashes are escaped whatever follows them",
        arguments: [
            ("a b", "\"a b\"", "\"a b\""),
            ("\"\u{301}x", "\"\\\"\u{301}x\"", "\"\\\"\u{301}x\""),
            ("\\\u{301}", "\"\\\\\u{301}\"", "\"\\\\\u{301}\""),
            ("a\r\nb", "\"a\r\nb\"", "\"a\r\nb\""),
            ("$\u{301}`\u{301}", "$\u{301}`\u{301}", "\"\\$\u{301}\\`\u{301}\""),
        ])
    func systemd(word: String, inCommandLine: String, inFile: String) {
        #expect(Array(SystemdWord.inCommandLine(word).utf8) == Array(inCommandLine.utf8))
        #expect(Array(SystemdWord.inEnvironmentFile(word).utf8) == Array(inFile.utf8))
    }

    @Test func `a text does not end where it says the word that ends it`() {
        #expect(ScriptText.delimiter(for: "a\nEND_OF_FILE\nb") == "END_OF_FILE_")
        #expect(ScriptText.delimiter(for: "a\r\nEND_OF_FILE\nEND_OF_FILE_") == "END_OF_FILE__")
    }
}
