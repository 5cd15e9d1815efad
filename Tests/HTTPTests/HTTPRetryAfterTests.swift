import HTTP
import Testing

@Suite("When a server wants to be asked again")
struct HTTPRetryAfterTests {
    @Test(
        arguments: [
            ("7", .seconds(7)), (" 7 ", .seconds(7)), ("0", .zero), ("007", .seconds(7)),
            ("99999999999999999999999", .seconds(3600)), ("4000", .seconds(3600)),
            ("Fri, 01 May 2026 12:00:30 GMT", .seconds(30)),
            ("Friday, 01-May-26 12:00:30 GMT", .seconds(30)),
            ("Fri May  1 12:00:30 2026", .seconds(30)),
            ("Fri, 01 May 2026 11:00:00 GMT", .zero),
            ("Thu, 01 May 2036 12:00:00 GMT", .seconds(3600)),
            ("-7", nil), ("soon", nil), ("", nil), ("1.5", nil),
        ] as [(String, Duration?)])
    func read(text: String, wait: Duration?) {
        let response = HTTPResponse(status: 503, headers: ["retry-after": text])
        // 2026-05-01T12:00:00Z
        #expect(response.retryAfter(now: 1_777_636_800) == wait)
    }
}
