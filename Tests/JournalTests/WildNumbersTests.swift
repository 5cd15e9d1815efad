import JSON
import Pipeline
import SystemPackage
import Testing

@testable import Journal

/// Numbers that no run can have come to, in every place of every type of record.
@Suite struct WildNumbersTests {
    private static let numbers = [
        "1e300", "-1e300", "1e999", "-1e999", "1e18", "1000000001", "-1", "-0.5",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e-400",
    ]

    @Test(arguments: Examples.events)
    func `a record with one of them is damage, or as good as any`(_ event: Event) throws {
        let record = try JSONParser.parse(event.record)
        var read: [Event] = []
        for place in Self.places(of: record) {
            for number in Self.numbers {
                let altered = Self.changed(record, at: place, to: .number(number))
                do throws(MalformedRecord) {
                    read.append(try Event(record: altered))
                } catch {
                    #expect(!error.problem.isEmpty)
                }
            }
        }
        for event in read {
            #expect(event.time.elapsed >= .zero && event.attempt ?? 0 >= 0)
            for duration in event.body.durations {
                // All that a journal of 256 MiB can hold can be added up, and be shown.
                #expect(duration >= .zero && !(duration * 2_200_000).readable.isEmpty)
            }
            #expect(try Event(record: JSONParser.parse(event.record)) == event)
        }
    }

    @Test(arguments: ["1e300", "1e999", "-1", "1e18", "9223372036854775807"])
    func `a request that took so long is damage`(_ number: String) throws {
        let event = Examples.event(.activity("request", ["duration": .number(0.25)]))
        let record = try JSONParser.parse(event.record)
        let altered = Self.changed(record, at: ["duration"], to: .number(number))
        #expect(throws: MalformedRecord.self) { try Event(record: altered) }
    }

    @Test(arguments: ["0", "-1", "2147483648", "1e3", "9223372036854775808"])
    func `a header with such a process is none`(_ number: String) throws {
        let line = #"{"journal":1,"enlist":"0","instance":"i","run":"r","process":\#(number)}"#
        #expect(throws: JournalError.damaged("/j", line: 1, "it is not a header")) {
            try JournalContent(JournalLine.sealed(Array(line.utf8)), of: "/j")
        }
    }

    @Test(arguments: ["0", "-0", "-1", "-9223372036854775808", "1e300"])
    func `a record is counted from 1`(_ number: String) throws {
        let line = #"{"seq":\#(number),"type":"note"}"#
        #expect(throws: JournalError.self) {
            try JournalContent(
                Examples.header.line + JournalLine.sealed(Array(line.utf8)), of: "/j")
        }
    }

    /// The paths of all numbers.
    private static func places(of value: JSONValue) -> [[String]] {
        switch value {
        case .number: [[]]
        case .object(let members):
            members.flatMap { member in places(of: member.value).map { [member.name] + $0 } }
        default: []
        }
    }

    private static func changed(
        _ value: JSONValue, at place: [String], to new: JSONValue
    ) -> JSONValue {
        guard let name = place.first, case .object(let members) = value else { return new }
        return .object(
            members.map { member in
                guard member.name == name else { return member }
                let rest = Array(place.dropFirst())
                return JSONValue.Member(name, changed(member.value, at: rest, to: new))
            })
    }
}

extension Event.Body {
    /// All durations that it holds.
    fileprivate var durations: [Duration] {
        switch self {
        case .preparationFailed(let failure): [failure.retryAfter ?? .zero]
        case .attemptSucceeded(_, let duration), .attemptInterrupted(let duration),
            .retrying(let duration, _), .rewinding(_, let duration, _), .waiting(let duration, _),
            .stepSucceeded(let duration), .revertSucceeded(let duration):
            [duration]
        case .attemptFailed(let failure, let duration), .revertFailed(let failure, let duration),
            .stepFailed(let failure, let duration, _, _):
            [duration, failure.retryAfter ?? .zero]
        case .runFinished(let outcome, let duration):
            [duration, outcome.failure?.reason.retryAfter ?? .zero]
        default: []
        }
    }
}
