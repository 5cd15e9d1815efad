/// Reads the entries of a tar archive out of a stream of bytes, without keeping files' contents.
///
/// Strict on purpose: it refuses everything that it does not know for certain, so that it never
/// reads an archive in another way than the program that unpacks it.
package struct TarReader {
    /// The limit for long names and extended headers; a genuine archive stays below it.
    private static let longestExtension = 64 << 10

    /// An entry with its extended headers applied.
    package struct Entry: Sendable, Equatable {
        package let name: String
        let mode: Int
        package let size: Int
        package let type: Unicode.Scalar
        package let link: String
    }

    private var buffer: [UInt8] = []
    private var state = State.header
    private var overrides = Overrides()

    package init() {}

    private enum State {
        case header
        /// The contents of a file, padded to whole blocks.
        case content(left: Int)
        /// An extended header: its type, and how many of its bytes count.
        case extended(type: Unicode.Scalar, size: Int)
        /// After the first block of zeros, which ends the archive.
        case end
    }

    /// The properties of the next entry that extended headers override.
    private struct Overrides {
        var name: String?
        var link: String?
    }

    /// Takes the next bytes of the archive.
    ///
    /// - Returns: the entries whose headers are now complete.
    package mutating func take(_ bytes: [UInt8]) throws(ArchiveProblem) -> [Entry] {
        buffer += bytes
        var entries: [Entry] = []
        var position = 0
        defer { buffer.removeSubrange(..<position) }
        while true {
            switch state {
            case .header:
                guard buffer.count - position >= TarHeader.size else { return entries }
                let block = buffer[position..<(position + TarHeader.size)]
                position += TarHeader.size
                if block.allSatisfy({ $0 == 0 }) {
                    state = .end
                } else if let entry = try begin(try TarHeader(block)) {
                    entries.append(entry)
                }
            case .content(let left):
                let count = min(left, buffer.count - position)
                position += count
                state = left == count ? .header : .content(left: left - count)
                if left > count { return entries }
            case .extended(let type, let size):
                let padded = Self.padded(size)
                guard buffer.count - position >= padded else { return entries }
                try apply(type, buffer[position..<(position + size)])
                position += padded
                state = .header
            case .end:
                guard buffer[position...].allSatisfy({ $0 == 0 }) else {
                    throw .notTar("there is something after its end")
                }
                position = buffer.count
                return entries
            }
        }
    }

    /// Marks the end of the stream.
    package func finish() throws(ArchiveProblem) {
        guard case .end = state, overrides.name == nil, overrides.link == nil else {
            throw .notTar("it ends early")
        }
    }

    private static func padded(_ size: Int) -> Int {
        (size + TarHeader.size - 1) / TarHeader.size * TarHeader.size
    }

    private mutating func begin(_ header: TarHeader) throws(ArchiveProblem) -> Entry? {
        switch header.type {
        case "L", "K", "x", "g":
            guard header.size <= Self.longestExtension else {
                throw .notTar("an extended header has \(header.size) bytes")
            }
            state = .extended(type: header.type, size: header.size)
            return nil
        default:
            if header.size > 0 { state = .content(left: Self.padded(header.size)) }
            defer { overrides = Overrides() }
            return Entry(
                name: overrides.name ?? header.name, mode: header.mode, size: header.size,
                type: header.type, link: overrides.link ?? header.link)
        }
    }

    private mutating func apply(
        _ type: Unicode.Scalar, _ bytes: ArraySlice<UInt8>
    ) throws(ArchiveProblem) {
        switch type {
        case "L": try override(\.name, try TarHeader.text(bytes))
        case "K": try override(\.link, try TarHeader.text(bytes))
        default:
            for (key, value) in try PAXRecords(bytes).records {
                switch key {
                case "path" where type == "x": try override(\.name, value)
                case "linkpath" where type == "x": try override(\.link, value)
                case _ where PAXRecords.harmless(key): break
                default: throw .unknownExtension(key)
                }
            }
        }
    }

    /// Refuses two headers that both name the next entry: no genuine archive has them, and programs
    /// differ in which one wins.
    private mutating func override(
        _ field: WritableKeyPath<Overrides, String?>, _ value: String
    ) throws(ArchiveProblem) {
        guard overrides[keyPath: field] == nil else {
            throw .notTar("two extended headers name one entry")
        }
        overrides[keyPath: field] = value
    }
}
