package import JSON

/// What is wrong with a record of an event.
package struct MalformedRecord: FieldError, Equatable {
    /// As a clause, such as: `time` is missing.
    package let problem: String

    init(_ problem: String) { self.problem = problem }

    package init(_ problem: FieldProblem) {
        let words = problem.isMissing ? "missing" : "not what it should be"
        self.init(problem.path.isEmpty ? "it is not an object" : "`\(problem.path)` is \(words)")
    }
}

/// Reads the members of an event's record.
typealias RecordFields = JSONFields<MalformedRecord>

extension RecordFields {
    /// The value of `name`, of any type.
    func anything(_ name: String) throws(MalformedRecord) -> Value {
        guard let value = value(name) else { throw missing(name, .object) }
        guard let value = Value(value) else { throw wrong(name, .object) }
        return value
    }

    func map(_ name: String) throws(MalformedRecord) -> [String: Value] {
        guard let map = [String: Value](try object(name).members) else {
            throw wrong(name, .object)
        }
        return map
    }

    /// The facts that a record can contain.
    func facts(_ name: String) throws(MalformedRecord) -> Facts {
        var facts = Facts()
        for (text, value) in try map(name) {
            guard let fact = FactName(text) else { throw wrong(name, .object) }
            // Its value was not written.
            if !Facts.isSecret(fact) { facts[fact] = value }
        }
        return facts
    }

    /// Seconds, within the bounds of what a run can reach.
    func duration(_ name: String) throws(MalformedRecord) -> Duration {
        try seconds(name, in: Event.durations)
    }

    /// An activity's own fields; those named like a duration must be one.
    func activity() throws(MalformedRecord) -> [String: Value] {
        for name in ["duration", "delay", "elapsed"] {
            _ = try optionalSeconds(name, in: Event.durations)
        }
        let own = members.filter { !Event.common.contains($0.name) }
        guard let fields = [String: Value](own) else {
            throw MalformedRecord("one of its numbers is too large")
        }
        return fields
    }
}

extension Event {
    /// The members that every event's JSON has; the others are an activity's own.
    static let common: Set = ["seq", "time", "run", "type", "step", "attempt", "beside", "clock"]

    /// 31 years: longer than any wait, and short enough to add up all waits of a journal.
    private static let longest = Duration.seconds(1_000_000_000)
    static let durations = Duration.zero...longest
    static let clocks = 0...Int(longest / .microseconds(1))
    /// The bounds of how often something can happen in a run.
    static let counts = 0...1_000_000_000
}
