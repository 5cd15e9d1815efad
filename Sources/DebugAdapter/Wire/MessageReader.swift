import Bytes
package import JSON
import Numbers

/// Takes the bytes of a connection apart into messages, each behind a header that says how long it is
/// (Debug Adapter Protocol 1.71, "Base protocol").
package struct MessageReader {
    /// The most bytes that a message may have; those of editors have some hundred.
    package static let messageLimit = 1 << 20
    /// What the lines before a message may be: the second is of the protocol that this one comes from.
    private static let fields: Set = ["content-length", "content-type"]
    /// The most bytes of the lines before a message.
    static let headerLimit = 4096
    private static let headerEnding: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]

    private var bytes: [UInt8] = []
    /// How long the message is whose header has been read.
    private var expected: Int?
    /// Before here no header ends: bytes that come one by one are not looked through again and again.
    private var searched = 0

    package init() {}

    /// Takes the next bytes.
    package mutating func feed(_ more: some Sequence<UInt8>) { bytes += more }

    /// The next message; nil until all of it is there.
    ///
    /// - Throws: where the bytes are none; nothing that follows can be understood then.
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

    /// Where the lines of a header end; nil until that is there.
    private mutating func headerEnd() -> Int? {
        let ending = MessageReader.headerEnding
        let last = min(bytes.count, MessageReader.headerLimit) - ending.count
        while searched <= last {
            if bytes[searched..<searched + ending.count].elementsEqual(ending) { return searched }
            searched += 1
        }
        return nil
    }

    /// The length that a header says; nil until all of it is there.
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
            // Any other line is another protocol's: a browser's request has such, and a body, too.
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
