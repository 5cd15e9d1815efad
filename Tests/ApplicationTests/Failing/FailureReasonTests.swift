import Pipeline
import Testing

@testable import Application

@Suite struct FailureReasonTests {
    @Test func `nothing in it can drive a console`() {
        let failure = Failure(
            .refused, "a\u{1B}[31mb\u{9B}2Jc\u{202E}d\ne\u{7F}", remedy: "look at it")
        #expect(
            FailureReason(step: "run", failure).text == "run: refused: a?[31mb?2Jc?d e?")
    }

    @Test func `a long one is cut to what a tag may hold`() {
        let failure = Failure(.refused, String(repeating: "é", count: 300), remedy: "look at it")
        let text = FailureReason(step: "run", failure).text
        #expect(text.unicodeScalars.count == 256)
        #expect(text.hasSuffix("…"))
    }
}
