import Pipeline
import PipelineFile
import Testing

@testable import Application

@Suite struct FailureReasonTests {
    private static let noon = Moment(elapsed: .zero, sinceEpoch: .seconds(1_777_636_800))

    private static func reason(
        _ message: String, details: [String] = [], knowing facts: Facts = Facts()
    ) -> FailureReason {
        FailureReason(
            step: "run", Failure(.refused, message, remedy: "look at it", details: details),
            knowing: facts, at: noon)
    }

    private static var joined: Facts {
        var facts = Facts()
        facts[.stackName] = "v3 prod web"
        facts[.layerName] = "shop"
        return facts
    }

    @Test func `it says when, where, what and the last line that was seen`() {
        let reason = Self.reason(
            "it failed", details: ["stdout:\nsetting up", "stderr:\nno such port\n \n"],
            knowing: Self.joined)
        #expect(
            reason.text
                == "2026-05-01T12:00:00Z v3 prod web/shop, run, refused: it failed | no such port")
        #expect(
            reason.more == [
                "what to do: look at it", "    stdout:", "    setting up", "    stderr:",
                "    no such port",
            ])
    }

    @Test func `nothing in it can drive a console`() {
        #expect(
            Self.reason("a\u{1B}[31mb\u{9B}2Jc\u{202E}d\ne\u{7F}").text
                == "2026-05-01T12:00:00Z run, refused: a?[31mb?2Jc?d e?")
    }

    @Test func `nothing in it looks like a secret`() {
        let reason = Self.reason("token=abcdefgh", details: ["password: hunter22"])
        #expect(
            reason.text == "2026-05-01T12:00:00Z run, refused: token=*** | password: ***")
        #expect(reason.more == ["what to do: look at it", "    password: ***"])
    }

    @Test(
        "a long one is cut to what a tag may hold, and each part has its half",
        arguments: [(300, 0), (0, 300), (300, 300), (10, 300), (300, 10), (150, 150)])
    func cut(message: Int, detail: Int) {
        let reason = Self.reason(
            String(repeating: "é", count: message),
            details: detail == 0 ? [] : [String(repeating: "d", count: detail)],
            knowing: Self.joined)
        let text = reason.text.unicodeScalars
        let head = "2026-05-01T12:00:00Z v3 prod web/shop, run, refused: "
        #expect(reason.text.hasPrefix(head))
        let room = 256 - head.unicodeScalars.count
        let shown = (text.count { $0 == "é" }, text.count { $0 == "d" })
        let isWhole = message + (detail == 0 ? 0 : detail + 3) <= room
        #expect(isWhole ? text.count < 256 : text.count == 256)
        #expect(shown.0 >= min(message, room / 2 - 1))
        // The head has two of the letter.
        #expect(shown.1 - 2 >= min(detail, room / 2 - 4))
    }

    @Test func `long names leave room for the reason`() {
        var facts = Facts()
        facts[.stackName] = String(repeating: "s", count: 300)
        facts[.layerName] = String(repeating: "l", count: 300)
        let text = Self.reason("why", details: ["seen"], knowing: facts).text
        #expect(text.unicodeScalars.count <= 256)
        #expect(text.hasSuffix("run, refused: why | seen"))
    }

    @Test func `what keeps a run from its first step is told, too`() {
        let error = CommandError(
            .badData, Diagnostics([Diagnostic("no kind `x`", remedy: "correct it")]))
        let reason = FailureReason(error, at: Self.noon)
        #expect(reason.text == "2026-05-01T12:00:00Z before the first step: no kind `x`")
        #expect(reason.more == ["what to do: correct it"])
    }
}
