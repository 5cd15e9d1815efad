import Pipeline
import SystemPackage
import Testing

@testable import Journal

@Suite struct JournalWriterTests {
    @Test func `the disk is waited for before an effect, and before time passes`() throws {
        let file = RecordingFile()
        let writer = JournalWriter()
        try writer.observe(Examples.event(.note("hello")))
        try writer.begin(Examples.header, in: file)
        for event in Examples.events { try writer.observe(event) }
        let acts = file.acts
        #expect(Array(acts.prefix(3)) == ["write header", "write note", "sync"])
        var waited: [String] = []
        for (act, next) in zip(acts.dropFirst(3), acts.dropFirst(4)) where next == "sync" {
            waited.append(act)
        }
        #expect(
            Set(waited) == [
                "write attempt-started", "write attempt-failed", "write attempt-interrupted",
                "write recorded", "write reboot-needed", "write revert-started",
                "write revert-succeeded", "write revert-failed", "write run-finished",
            ])
    }

    @Test func `the disk has a success before the next effect`() throws {
        let file = RecordingFile()
        let writer = JournalWriter()
        try writer.begin(Examples.header, in: file)
        let attempt = Event.Body.attemptStarted(kind: "run", of: [:])
        for body in [
            attempt, .attemptSucceeded(gave: Facts(), after: .zero), .stepSucceeded(after: .zero),
            attempt,
        ] {
            try writer.observe(Examples.event(body))
        }
        #expect(
            file.acts.dropFirst(2) == [
                "write attempt-started", "sync", "write attempt-succeeded",
                "write step-succeeded", "write attempt-started", "sync",
            ])
    }

    @Test func `a run that pauses has settled, and says later where it could not`() throws {
        let file = RecordingFile(failing: (.noSpace, after: 3))
        let writer = JournalWriter()
        writer.settle()
        try writer.begin(Examples.header, in: file)
        try writer.observe(Examples.event(.note("hello")))
        #expect(file.acts.last == "write note")
        writer.settle()
        #expect(throws: JournalError.self) { try writer.observe(Examples.event(.note("hello"))) }
        try writer.observe(Examples.event(.note("hello")))
        #expect(file.acts.count == 3)
    }

    @Test func `nothing is written before the journal is open`() throws {
        let writer = JournalWriter()
        for event in Examples.events { try writer.observe(event) }
        let file = RecordingFile()
        try writer.begin(Examples.header, in: file)
        #expect(try JournalContent(file.bytes, of: "/j").runs[0].events() == Examples.events)
    }

    @Test func `what cannot be written is said once, and nothing follows the gap`() throws {
        let count = try {
            let file = RecordingFile()
            let writer = JournalWriter()
            try writer.begin(Examples.header, in: file)
            for event in Examples.events { try writer.observe(event) }
            return file.acts.count
        }()
        for place in 0..<count {
            let file = RecordingFile(failing: (.noSpace, after: place))
            let writer = JournalWriter()
            var errors: [any Error] = []
            do { try writer.begin(Examples.header, in: file) } catch { errors.append(error) }
            for event in Examples.events {
                do { try writer.observe(event) } catch { errors.append(error) }
            }
            #expect(errors.count == 1)
            #expect(file.acts.count == place)
            #expect(
                Failure(try #require(errors.first))
                    == Failure(
                        .refused,
                        "could not write the journal `/state/journal.ndjson`: No space left on device",
                        remedy: "make room on the file system"))
        }
    }
}
