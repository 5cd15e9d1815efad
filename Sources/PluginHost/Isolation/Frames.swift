import Glibc
import JSON
import Pipeline

/// Splits a stream of bytes into frames.
///
/// A frame is its length in four bytes, the highest one first, then that many bytes of JSON.
struct Frames {
    /// The maximum length of a frame, in bytes.
    static let longest = 16 << 20
    /// The size of the length, in bytes.
    private static let headerLength = 4

    private var bytes: [UInt8] = []

    /// Why bytes cannot be a frame.
    struct Malformed: Error, Equatable {
        /// The problem, as a clause.
        let problem: String
    }

    /// Adds the next bytes.
    ///
    /// - Returns: the values that are now complete.
    mutating func take(_ more: some Sequence<UInt8>) throws(Malformed) -> [Value] {
        bytes += more
        var values: [Value] = []
        var start = 0
        while bytes.count - start >= Frames.headerLength {
            let length = bytes[start..<start + Frames.headerLength].reduce(0) { $0 << 8 | Int($1) }
            guard length <= Frames.longest else {
                throw Malformed(problem: "a frame of \(length) bytes is longer than any may be")
            }
            let body = start + Frames.headerLength
            guard bytes.count - body >= length else { break }
            guard let json = try? JSONParser.parse(Array(bytes[body..<body + length])) else {
                throw Malformed(problem: "a frame is not JSON")
            }
            guard let value = Value(json) else {
                throw Malformed(problem: "a frame has a number that is too large")
            }
            values.append(value)
            start = body + length
        }
        bytes.removeFirst(start)
        return values
    }

    /// The bytes of a frame; nil if the value is too long for one.
    static func bytes(of value: Value) -> [UInt8]? {
        let body = Array(value.json.utf8)
        guard body.count <= longest else { return nil }
        return withUnsafeBytes(of: UInt32(body.count).bigEndian) { Array($0) } + body
    }
}

/// One end of a connection between enlist and a plugin's process.
struct FrameSocket {
    let descriptor: Int32

    /// Sends a frame, and waits until all of it has been handed to the kernel.
    ///
    /// - Returns: false if the other end is gone, or the frame would be too long.
    func send(_ value: Value) -> Bool {
        Frames.bytes(of: value).map(send) ?? false
    }

    /// Sends the bytes of a frame.
    func send(_ frame: [UInt8]) -> Bool {
        var rest = frame[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&waiting, 1, -1) >= 0 || errno == EINTR else { return false }
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Returns the bytes that have arrived, at least one.
    ///
    /// Empty if the other end is gone; nil if none have arrived and the socket does not block.
    func receive() -> [UInt8]? {
        let room = 64 << 10
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
                count = recv(descriptor, buffer.baseAddress, room, 0)
                used = max(count, 0)
            }
            if count >= 0 { return bytes }
            if errno == EAGAIN { return nil }
            if errno != EINTR { return [] }
        }
    }
}
