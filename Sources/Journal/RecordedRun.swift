import JSON
import Numbers
package import Pipeline
import SystemPackage

/// A run as recorded in a journal.
package struct RecordedRun: Sendable {
    package let header: JournalHeader
    private let path: FilePath
    private var records: [Record] = []

    /// A record whose checksum matches; its content is parsed on demand.
    private struct Record: Sendable {
        let line: Int
        let type: String
        let content: ArraySlice<UInt8>
    }

    init(header: JournalHeader, path: FilePath) {
        self.header = header
        self.path = path
    }

    /// The number of events.
    package var count: Int { records.count }

    /// Returns the events of the run, in order.
    ///
    /// - Throws: `JournalError.damaged` for a record that is not an event.
    package func events() throws(JournalError) -> [Event] {
        try events { _ in true }
    }

    /// Returns the events of the wanted types, named as in JSON; the others are not even parsed.
    package func events(_ isWanted: (String) -> Bool) throws(JournalError) -> [Event] {
        var events: [Event] = []
        try forEachEvent(isWanted) { events.append($0) }
        return events
    }

    /// Passes on the events of the wanted types, named as in JSON, in order and one at a time.
    package func forEachEvent(
        _ isWanted: (String) -> Bool, _ body: (Event) -> Void
    ) throws(JournalError) {
        var last = Duration.zero
        for record in records where isWanted(record.type) {
            let event = try event(record)
            guard event.time.elapsed >= last else {
                throw .damaged(path, line: record.line, "its `clock` goes back")
            }
            last = event.time.elapsed
            body(event)
        }
    }

    /// Adds the next record of the run.
    mutating func add(_ content: ArraySlice<UInt8>, line: Int) throws(JournalError) {
        guard let (sequence, type) = RecordedRun.outline(content) else {
            throw .damaged(path, line: line, "it is not a record")
        }
        guard sequence - records.count == header.first else {
            throw .damaged(path, line: line, "a record is missing before it")
        }
        records.append(Record(line: line, type: type, content: content))
    }

    private func event(_ record: Record) throws(JournalError) -> Event {
        // The checksum's member replaces the closing brace.
        guard let value = try? JSONParser.parse(record.content + [UInt8(ascii: "}")]) else {
            throw .damaged(path, line: record.line, "it is not JSON")
        }
        do throws(MalformedRecord) {
            return try Event(record: value)
        } catch {
            throw .damaged(path, line: record.line, error.problem)
        }
    }

    private static let sequenceOpening = Array(#"{"seq":"#.utf8)
    private static let typeOpening = Array(#","type":""#.utf8)

    /// Returns an event's number and type, which come first, without parsing the rest.
    private static func outline(
        _ content: ArraySlice<UInt8>
    ) -> (sequence: Int, type: String)? {
        guard content.starts(with: sequenceOpening) else { return nil }
        var place = content.startIndex + sequenceOpening.count
        let digits = content[place...].prefix { $0 != UInt8(ascii: ",") }
        let number = String(decoding: digits, as: UTF8.self)
        guard let sequence = Int(decimal: number, in: 1...Int.max) else { return nil }
        place = digits.endIndex
        while !content[place...].starts(with: typeOpening) {
            guard let comma = content[place...].dropFirst().firstIndex(of: UInt8(ascii: ","))
            else { return nil }
            place = comma
        }
        let name = content[(place + typeOpening.count)...].prefix { $0 != UInt8(ascii: "\"") }
        return (sequence, String(decoding: name, as: UTF8.self))
    }
}
