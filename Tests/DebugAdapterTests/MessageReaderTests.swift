import JSON
import Testing

@testable import DebugAdapter

@Suite("The messages of a connection")
struct MessageReaderTests {
    @Test("come as they are, in whatever pieces their bytes come", arguments: [1, 2, 7, 1000])
    func pieces(size: Int) throws {
        let texts = [#"{"seq":1}"#, #"{"text":"späť\n"}"#, "{}"]
        let bytes = texts.flatMap { text in
            Array("Content-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8)
        }
        var reader = MessageReader()
        var messages: [JSONValue] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.feed(bytes[start..<min(start + size, bytes.count)])
            while let message = try reader.next() { messages.append(message) }
        }
        #expect(try messages == texts.map { try JSONParser.parse(Array($0.utf8)) })
    }

    @Test("can have other lines in their headers, in any case")
    func headers() throws {
        var reader = MessageReader()
        reader.feed("content-type: x\r\nCONTENT-LENGTH:  2\r\n\r\n{}".utf8)
        #expect(try reader.next() == .object([]))
        #expect(try reader.next() == nil)
        reader.feed("Content-Type:\u{301}x\r\nContent-Length: 2\r\n\r\n[]".utf8)
        #expect(try reader.next() == .array([]))
    }

    @Test(
        "that are none are refused, and say why",
        arguments: [
            ("Content-Length: x\r\n\r\n", AdapterProblem.noHeader),
            ("Content-Length: -1\r\n\r\n", .noHeader),
            ("Content-Length: +1\r\n\r\n", .noHeader),
            ("Content-Length: 1e3\r\n\r\n", .noHeader),
            ("Content-Length: 9223372036854775808\r\n\r\n", .noHeader),
            ("Content-Length: 9223372036854775807\r\n\r\n", .tooLong(.max)),
            ("Content-Type: x\r\n\r\n", .noHeader),
            ("hello\r\n\r\n", .noHeader),
            (String(repeating: "x", count: 4096), .noHeader),
            ("Content-Length: 1048577\r\n\r\n", .tooLong(1_048_577)),
            (
                "Content-Length: 2\r\n\r\n{x",
                .notJSON(MalformedJSON("a member's name is expected", at: 1))
            ),
        ])
    func refused(text: String, problem: AdapterProblem) {
        var reader = MessageReader()
        reader.feed(text.utf8)
        #expect(throws: problem) { try reader.next() }
    }
}
