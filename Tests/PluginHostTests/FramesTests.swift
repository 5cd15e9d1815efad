import Pipeline
import Testing

@testable import PluginHost

struct FramesTests {
    @Test func `frames come out as they went in, however they are cut`() throws {
        let values: [Value] = [["a": 1], "", [1, 2, "ü"]]
        let bytes = try values.flatMap { try #require(Frames.bytes(of: $0)) }
        for size in 1...bytes.count {
            var frames = Frames()
            var found: [Value] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                found += try frames.take(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(found == values)
        }
    }

    @Test(
        arguments: [
            ([0x7F, 0xFF, 0xFF, 0xFF], "a frame of 2147483647 bytes is longer than any may be"),
            ([0, 0, 0, 1, 0x7B], "a frame is not JSON"), ([0, 0, 0, 0], "a frame is not JSON"),
        ] as [([UInt8], String)])
    func `what is no frame is refused`(bytes: [UInt8], problem: String) {
        var frames = Frames()
        let error = #expect(throws: Frames.Malformed.self) { try frames.take(bytes) }
        #expect(error?.problem == problem)
    }

    @Test func `messages mean the same at the other end`() throws {
        let call = NativeCall(
            library: "l", symbol: "s", signature: try Signature(parsing: "x:str -> i32"),
            values: ["v"])
        for request in [
            HostRequest.begin(HostLimits(memory: 1, processor: .seconds(2), files: 3)),
            .begin(.none), .native(call),
        ] {
            #expect(HostRequest(request.value) == request)
        }
        for reply in [
            HostReply.ready, .returned(.null), .returned(["a": [1]]),
            .failed(Failure(.busy, "m", remedy: "r", cause: .foreignCode)),
        ] {
            #expect(HostReply(reply.value) == reply)
        }
        for value in ["x", [:], ["native": [:]], ["returned": 1, "ready": 2]] as [Value] {
            #expect(HostRequest(value) == nil)
            #expect(HostReply(value) == nil)
        }
    }
}
