import Bytes
package import JSON
import Numbers

/// Splits the bytes of a connection into messages, each after a header that states its length.
///
/// See "Base protocol" in the Debug Adapter Protocol 1.71.
package struct MessageReader {
    /// The maximum size of a message in bytes; those of editors have a few hundred.
    package static let messageLimit = 1 << 20
    /// The valid header fields; the second belongs to the protocol from which this one derives.
    private static let fields: Set = ["content-length", "content-type"]
    /// The maximum size of a header, in bytes.
    static let headerLimit = 4096
    private static let headerEnding: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]

    private var bytes: [UInt8] = []
    /// The length of the message whose header has been read.
    private var expected: Int?
    /// No header ends before this place: bytes that arrive one by one are not searched again and
    /// again.
    private var searched = 0

    package init() {}

    /// Adds the next bytes.
    package mutating func feed(_ more: some Sequence<UInt8>) { bytes += more }

    /// Returns the next message; nil until it is complete.
    ///
    /// - Throws: if the bytes are not a message; then nothing after them can be parsed.
    package mutating func next() throws(AdapterProblem) -> JSONValue? {
        if expected == nil { expected = try header() }
        guard let length = expected, bytes.count >= length else { return nil }
        let content = Array(bytes.prefix(length))
        bytes.removeFirst(length)
        expected = nil
        do {
            return try JSONParser.parse(content)
        } catch {
            throw .notJSON(error)
        }
    }

    /// The end of a header; nil until it has arrived.
    private mutating func headerEnd() -> Int? {
        let ending = MessageReader.headerEnding
        let last = min(bytes.count, MessageReader.headerLimit) - ending.count
        while searched <= last {
            if bytes[searched..<searched + ending.count].elementsEqual(ending) { return searched }
            searched += 1
        }
        return nil
    }

    /// The length in a header; nil until it is complete.
    private mutating func header() throws(AdapterProblem) -> Int? {
        guard let end = headerEnd() else {
            guard bytes.count < MessageReader.headerLimit else { throw .noHeader }
            return nil
        }
        guard let text = String(validating: bytes[..<end], as: UTF8.self) else {
            throw .noHeader
        }
        bytes.removeSubrange(..<(end + MessageReader.headerEnding.count))
        searched = 0
        var length: Int?
        for line in text.replacing(bytes: "\r\n", by: "\n").parts(at: "\n") where !line.isEmpty {
            // Any other line belongs to another protocol, such as a browser's request, which has a
            // body, too.
            guard let (name, value) = line.halves(around: ":"),
                MessageReader.fields.contains(name.lowercased())
            else { throw .noHeader }
            guard name.lowercased() == "content-length" else { continue }
            length = Int(decimal: value.trimmed(), in: 0...Int.max)
            if length == nil { throw .noHeader }
        }
        guard let length else { throw .noHeader }
        guard length <= MessageReader.messageLimit else { throw .tooLong(length) }
        return length
    }
}
