import Pipeline
import SystemPackage
import Testing

@testable import Journal

@Suite struct JournalContentTests {
    private func read(_ bytes: some Collection<UInt8>) throws(JournalError) -> JournalContent {
        try JournalContent(Array(bytes), of: "/j")
    }

    @Test func `what was written is read again, every type of event in full`() throws {
        let content = try read(try Examples.journal())
        #expect(content.runs.map(\.header) == [Examples.header])
        #expect(try content.runs[0].events() == Examples.events)
        #expect(!content.isTorn)
        // Who adds a type or an outcome adds an example of it.
        #expect(Set(Examples.bodies.compactMap(EventType.init)) == Set(EventType.allCases))
        let outcomes = Examples.bodies.compactMap { body in
            if case .runFinished(let outcome, _) = body { outcome.nameInEvents } else { nil }
        }
        #expect(Set(outcomes) == Set(Outcome.Name.allCases))
    }

    @Test func `a line looks like this`() throws {
        let text = String(
            decoding: try Examples.journal([Examples.event(.note("hello"))]), as: UTF8.self)
        #expect(
            text == """
                {"journal":1,"enlist":"0.1.0","instance":"i-1","run":"0123456789ab","process":42,"crc32c":"b906710e"}
                {"seq":1,"time":"2026-05-01T12:00:00.123Z","run":"0123456789ab","type":"note","step":"b","attempt":2,"message":"hello","clock":5000000,"crc32c":"9bd9e4ca"}

                """)
    }

    @Test func `facts that must not be recorded are missing afterwards`() throws {
        var facts = Examples.facts
        facts[.identity] = InstanceIdentity(document: "secret", signature: "c2lnbmVk")
        let event = Event(
            sequence: 1, time: Examples.events[0].time, run: "r", step: "a", attempt: 1,
            body: .attemptSucceeded(gave: facts, after: .zero))
        let bytes = try Examples.journal([event])
        #expect(!String(decoding: bytes, as: UTF8.self).contains("c2lnbmVk"))
        let read = try read(bytes).runs[0].events()
        #expect(
            read.map(\.body) == [.attemptSucceeded(gave: Examples.facts, after: .zero)])
    }

    @Test func `runs that went on with another's journal follow it`() throws {
        let content = try read(try Examples.journal() + (try Examples.journal()))
        #expect(content.runs.count == 2)
        #expect(try content.runs[1].events() == Examples.events)
    }

    @Test func `only what is wanted is read`() throws {
        let run = try read(try Examples.journal()).runs[0]
        #expect(
            try run.events { $0 == "note" || $0 == "request" }.map(\.body.type) == [
                "note", "request",
            ])
    }

    @Test func `a journal that ends anywhere is read up to its last whole line`() throws {
        let bytes = try Examples.journal()
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        for length in 0...bytes.count {
            let content = try read(bytes[..<length])
            let whole = ends.filter { $0 <= length }
            #expect(content.length == whole.last ?? 0)
            #expect(content.isTorn == (length != content.length))
            #expect(content.runs.map(\.count).first ?? 0 == max(0, whole.count - 1))
        }
    }

    @Test func `no flipped bit goes unnoticed`() throws {
        let bytes = try Examples.journal()
        let lines = bytes.count { $0 == UInt8(ascii: "\n") }
        let lastLines = lines - 2
        for place in bytes.indices {
            var flipped = bytes
            flipped[place] ^= 1 << UInt8(place % 8)
            // The line that is hit, and with its line break the next one, is no record any more.
            let number = bytes[..<place].count { $0 == UInt8(ascii: "\n") }
            switch Result(catching: { try read(flipped) }) {
            case .failure(let error):
                #expect(
                    error as? JournalError
                        == .damaged("/j", line: number + 1, "its checksum does not fit it"))
            case .success(let content):
                #expect(content.isTorn && number >= lastLines, "byte \(place)")
                #expect(content.runs[0].count == number - 1)
            }
        }
    }

    @Test func `lines that are missing, twice or in another order are noticed`() throws {
        let lines = try Examples.journal().split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).dropLast().map { $0 + [UInt8(ascii: "\n")] }
        var missing = lines
        missing.remove(at: 5)
        var double = lines
        double.insert(lines[5], at: 5)
        var swapped = lines
        swapped.swapAt(5, 6)
        for (lines, number) in [(missing, 6), (double, 7), (swapped, 6)] {
            #expect(
                throws: JournalError.damaged("/j", line: number, "a record is missing before it")
            ) {
                try read(lines.joined())
            }
        }
        #expect(throws: JournalError.damaged("/j", line: 1, "it belongs to no run")) {
            try read(lines.dropFirst().joined())
        }
    }

    @Test func `a form that is not known is refused with what to do`() throws {
        let line = JournalLine.sealed(Array(#"{"journal":2,"news":true}"#.utf8))
        let error = #expect(throws: JournalError.self) { try read(line) }
        #expect(error == .unknownSchema("/j", 2))
        #expect(
            error?.failure
                == Failure(
                    .refused, "the journal `/j` has the form 2, and this enlist reads form 1",
                    remedy: "use the enlist that wrote it, or start over with --fresh"))
    }

    @Test(arguments: [
        (#""type":"note""#, "`message` is missing"),
        (#""type":"note","message":7"#, "`message` is not what it should be"),
        (#""type":"run-finished","outcome":"won","elapsed":1"#, "`won` is not an outcome"),
        (#""type":"retrying","delay":1,"class":"x""#, "`x` is not a failure class"),
        (#""type":"attempt-succeeded","gave":[],"elapsed":1"#, "`gave` is not what it should be"),
        (#""type":"note","#, "it is not JSON"),
    ])
    func `a line that holds and says no event is damage`(_ rest: String, _ problem: String) throws {
        let beginning = #"{"seq":1,"time":"2026-05-01T12:00:00.000Z","run":"r","clock":1,"#
        let content = try read(
            Examples.header.line + JournalLine.sealed(Array("\(beginning)\(rest)}".utf8)))
        #expect(throws: JournalError.damaged("/j", line: 2, problem)) {
            try content.runs[0].events()
        }
    }

    @Test func `a time that is none is damage`() throws {
        for time in [
            "yesterday", "2026-05-01T12:00:00Z", "1969-12-31T23:59:59.999Z",
            "2026-13-01T00:00:00.000Z", "2026-00-01T00:00:00.000Z", "2026-01-00T00:00:00.000Z",
            "2026-01-32T00:00:00.000Z", "2026-01-01T24:00:00.000Z", "2026-01-01T00:60:00.000Z",
            "2026-01-01T00:00:61.000Z", "+026-01-01T00:00:00.000Z",
        ] {
            let line = #"{"seq":1,"time":"\#(time)","run":"r","type":"step-skipped","clock":1}"#
            let content = try read(Examples.header.line + JournalLine.sealed(Array(line.utf8)))
            #expect(throws: JournalError.damaged("/j", line: 2, "`time` is not a time")) {
                try content.runs[0].events()
            }
        }
    }

    @Test func `a clock that goes back is damage`() throws {
        let events = [5, 5, 4].enumerated().map { index, seconds in
            Event(
                sequence: index + 1, time: Moment(elapsed: .seconds(seconds), sinceEpoch: .zero),
                run: "r", step: nil, attempt: nil, body: index == 1 ? .warning("") : .note(""))
        }
        let run = try read(try Examples.journal(events)).runs[0]
        #expect(throws: JournalError.damaged("/j", line: 4, "its `clock` goes back")) {
            try run.events()
        }
        #expect(try run.events { $0 == "warning" }.count == 1)
    }
}
