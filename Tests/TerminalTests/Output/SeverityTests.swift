import Glibc
import Testing

@testable import Terminal

struct SeverityTests {
    @Test(
        "each line says how much it matters, as the journal reads it",
        arguments: [
            ("a\nb\n", Severity.error, "<3>a\n<3>b\n"), ("a\n", .warning, "<4>a\n"),
            ("a\n\nb\n", .error, "<3>a\n\n<3>b\n"), ("a\n", .information, "a\n"), ("", .error, ""),
        ] as [(String, Severity, String)])
    func lines(text: String, severity: Severity, marked: String) {
        #expect(severity.marking(text) == marked)
    }

    @Test func `a stream leads to the journal where systemd says so`() {
        var status = stat()
        #expect(fstat(STDIN_FILENO, &status) == 0)
        let own = "\(status.st_dev):\(status.st_ino)"
        let heard = { Severity.areHeard(on: STDIN_FILENO, environment: $0) }
        #expect(heard(["JOURNAL_STREAM": own]))
        #expect(!heard(["JOURNAL_STREAM": "8:1"]))
        #expect(!heard([:]))
    }
}
