import Glibc
import Testing

@testable import Terminal

@Suite("Input that can be woken")
struct WakeableInputTests {
    @Test(
        "is at its end once and for all, whatever an earlier call has left in `errno`",
        arguments: [0, EINTR, EAGAIN, EBADF])
    func end(left: Int32) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let input = try #require(WakeableInput(ends[0]))
        var byte = UInt8(ascii: "a")
        try #require(write(ends[1], &byte, 1) == 1)
        close(ends[1])
        #expect(input.bytes(atMost: 8) == [byte])
        errno = left
        #expect(input.bytes(atMost: 8) == [])
    }
}
