import Pipeline
import Testing

@testable import PluginHost

struct NativeCallTests {
    @Test func `a function of a library is called as its signature says`() throws {
        let call = NativeCall(
            library: "libz.so.1", symbol: "crc32",
            signature: try Signature(parsing: "u64, str, u32 -> u64"), values: [0, "hello", 5])
        #expect(try call.perform() == 907_060_870)
    }
}
