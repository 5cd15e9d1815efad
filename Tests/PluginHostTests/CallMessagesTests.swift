import Pipeline
import Testing

@testable import PluginHost

struct CallMessagesTests {
    private static let call = PluginCall(
        kind: "mount", entry: .revert, values: ["/dev/sdb", nil, .null, [1, "a"]],
        facts: ["hostname": "web1"], recorded: ["began": "now"])

    @Test func `calls, outcomes and sayings come back as they were sent`() throws {
        let requests: [HostRequest] = [
            .load(PluginLoad(path: "/a.so")), .load(PluginLoad(path: "/a.so", hostABI: 1)),
            .measure, .call(Self.call), .recorded(false),
        ]
        for request in requests { #expect(HostRequest(try sent(request.value)) == request) }
        let replies: [HostReply] = [
            .loaded(["steps": []]), .finished(.done(["a": 1])), .finished(.notDone),
        ]
        for reply in replies { #expect(HostReply(try sent(reply.value)) == reply) }
        let sayings: [HostSaying] = try [
            .notice(.log(.warning, "take care")), .notice(.progress(1, nil)),
            .notice(.progress(nil, "on")), .notice(.waiting(.seconds(2), reason: "")),
            .record(#require(FactName("began")), "now"),
        ]
        for saying in sayings { #expect(HostSaying(try sent(saying.value)) == saying) }
    }

    @Test func `anything else is none of them`() {
        for value: Value in [
            .null, "log", ["log": 1], ["log": [1]], ["record": ["Not", "x"]], [:],
        ] {
            #expect(HostSaying(value) == nil)
            #expect(HostReply(value) == nil)
            #expect(HostRequest(value) == nil)
        }
    }

    @Test(arguments: [
        Value.number(1e300), .number(-1), .number(1.01), .integer(2), .integer(Int.max),
    ])
    func `a share that is none is not known`(_ fraction: Value) {
        #expect(HostSaying(["progress": [fraction, "on"]]) == .notice(.progress(nil, "on")))
    }

    @Test func `a number that is too large makes no message`() throws {
        var frames = Frames()
        let body = Array(#"{"returned":1e999}"#.utf8)
        #expect(throws: Frames.Malformed.self) {
            try frames.take([0, 0, 0, UInt8(body.count)] + body)
        }
    }

    /// As the other end gets it.
    private func sent(_ value: Value) throws -> Value {
        var frames = Frames()
        let bytes = try #require(Frames.bytes(of: value))
        let values = try frames.take(bytes)
        return try #require(values.first)
    }
}
