import JSON
package import SystemPackage

/// The content of a journal's file: one run, and those that resumed it.
///
/// Every line is checked against its checksum. A power cut leaves invalid lines at the end; they
/// are skipped. An invalid line before a valid one is damage, and the whole file is rejected.
package struct JournalContent: Sendable {
    /// The runs, oldest first.
    package let runs: [RecordedRun]
    /// The number of bytes in valid lines; whatever follows them must be cut off before anything is
    /// added.
    package let length: Int
    /// Whether anything follows the valid lines.
    package let isTorn: Bool

    /// More than a run writes in a year of polling.
    static let sizeLimit = 256 << 20

    /// Reads a file.
    ///
    /// - Returns: nil if there is no such file.
    /// - Throws: `JournalError`: `.unknownSchema` if another version of this program wrote it,
    ///   `.damaged` if its content is invalid.
    package init?(of path: FilePath) throws(JournalError) {
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try RegularFile.content(of: path, limit: JournalContent.sizeLimit)
        } catch .noSuchFileOrDirectory {
            return nil
        } catch .fileTooLarge {
            throw .damaged(
                path, line: nil, "it is larger than \(JournalContent.sizeLimit >> 20) MiB")
        } catch {
            throw .system("read", path, error)
        }
        try self.init(bytes, of: path)
    }

    /// Returns the bytes of a file, valid or not.
    ///
    /// - Throws: `JournalError` if they cannot be read.
    package static func bytes(of path: FilePath) throws(JournalError) -> [UInt8] {
        do throws(Errno) {
            return try RegularFile.content(of: path, limit: sizeLimit)
        } catch {
            throw .system("read", path, error)
        }
    }

    /// Parses the bytes of a file; the path is only for messages.
    package init(_ bytes: [UInt8], of path: FilePath) throws(JournalError) {
        var runs: [RecordedRun] = []
        var place = 0
        var number = 0
        while let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) {
            guard let content = JournalLine.content(of: bytes[place..<end]) else { break }
            number += 1
            if content.starts(with: JournalHeader.opening) {
                let header = try JournalContent.header(content, of: path, line: number)
                runs.append(RecordedRun(header: header, path: path))
            } else {
                guard !runs.isEmpty else {
                    throw .damaged(path, line: number, "it belongs to no run")
                }
                try runs[runs.count - 1].add(content, line: number)
            }
            place = end + 1
        }
        if JournalContent.holds(anyLineAfter: place, of: bytes) {
            throw .damaged(path, line: number + 1, "its checksum does not fit it")
        }
        self.runs = runs
        length = place
        isTorn = place < bytes.count
    }

    /// Whether a valid line follows the one that begins at this place.
    private static func holds(anyLineAfter place: Int, of bytes: [UInt8]) -> Bool {
        var place = place
        while let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) {
            if JournalLine.content(of: bytes[place..<end]) != nil { return true }
            place = end + 1
        }
        return false
    }

    private static func header(
        _ content: ArraySlice<UInt8>, of path: FilePath, line: Int
    ) throws(JournalError) -> JournalHeader {
        // The checksum's member replaces the closing brace.
        guard let value = try? JSONParser.parse(content + [UInt8(ascii: "}")]),
            let schema = JournalHeader.schema(of: value)
        else { throw .damaged(path, line: line, "it is not a header") }
        guard schema == JournalHeader.schema else { throw .unknownSchema(path, schema) }
        guard let header = JournalHeader(value) else {
            throw .damaged(path, line: line, "it is not a header")
        }
        return header
    }
}
