import Testing

@testable import Terminal

struct JournalEntryTests {
    @Test(
        "a value with line breaks goes with its length",
        arguments: [
            ("a=b", "MESSAGE=a=b\n"), ("a\nb", "MESSAGE\n\u{3}\0\0\0\0\0\0\0a\nb\n"),
            ("", "MESSAGE=\n"),
        ])
    func message(text: String, written: String) {
        let entry = JournalEntry(text, .error, fields: [("ENLIST_RUN", "r1")])
        let expected = written + "PRIORITY=3\nSYSLOG_IDENTIFIER=enlist\nENLIST_RUN=r1\n"
        #expect(String(decoding: entry.datagram, as: UTF8.self) == expected)
    }

    @Test(
        "what journald does not take is for the stream",
        arguments: ["/nothing/there", "/" + String(repeating: "a", count: 200)])
    func lost(path: String) {
        #expect(!JournalEntry("a", .error, fields: []).send(to: path))
    }
}
