import JSON
import Pipeline
import PipelineJSON

/// What is wrong with a record whose checksum holds.
struct MalformedRecord: Error, Equatable {
    /// As a clause: `` `time` is missing ``.
    let problem: String

    init(_ problem: String) { self.problem = problem }
}

/// The members of a record, each of the type that it should have.
struct RecordFields {
    private let members: [JSONValue.Member]

    init(_ value: JSONValue) {
        if case .object(let members) = value { self.members = members } else { members = [] }
    }

    func has(_ name: String) -> Bool { member(name) != nil }

    func text(_ name: String) throws(MalformedRecord) -> String {
        guard let text = try optionalText(name) else { throw missing(name) }
        return text
    }

    func optionalText(_ name: String) throws(MalformedRecord) -> String? {
        guard let value = member(name) else { return nil }
        guard case .string(let text) = value else { throw wrong(name) }
        return text
    }

    func integer(_ name: String) throws(MalformedRecord) -> Int {
        guard let number = try optionalInteger(name) else { throw missing(name) }
        return number
    }

    func optionalInteger(_ name: String) throws(MalformedRecord) -> Int? {
        guard let value = member(name) else { return nil }
        guard case .number(let digits) = value, let number = Int(digits) else { throw wrong(name) }
        return number
    }

    func boolean(_ name: String) throws(MalformedRecord) -> Bool {
        guard let value = member(name) else { throw missing(name) }
        guard case .bool(let flag) = value else { throw wrong(name) }
        return flag
    }

    /// A number of seconds.
    func duration(_ name: String) throws(MalformedRecord) -> Duration {
        guard let value = member(name) else { throw missing(name) }
        guard case .number(let digits) = value, let seconds = Double(digits),
            seconds.magnitude < 1e12
        else { throw wrong(name) }
        return .microseconds(Int64((seconds * 1e6).rounded()))
    }

    func texts(_ name: String) throws(MalformedRecord) -> [String] {
        guard let value = member(name) else { throw missing(name) }
        guard case .array(let elements) = value else { throw wrong(name) }
        let texts = elements.compactMap(\.string)
        guard texts.count == elements.count else { throw wrong(name) }
        return texts
    }

    func value(_ name: String) throws(MalformedRecord) -> Value {
        guard let value = member(name) else { throw missing(name) }
        return Value(value)
    }

    func map(_ name: String) throws(MalformedRecord) -> [String: Value] {
        guard let value = member(name) else { throw missing(name) }
        guard case .map(let map) = Value(value) else { throw wrong(name) }
        return map
    }

    /// All members but those named.
    func map(besides names: Set<String>) throws(MalformedRecord) -> [String: Value] {
        let rest = members.filter { !names.contains($0.name) }
        return Dictionary(rest.map { ($0.name, Value($0.value)) }) { first, _ in first }
    }

    /// The facts that a record can hold.
    func facts(_ name: String) throws(MalformedRecord) -> Facts {
        var facts = Facts()
        for (text, value) in try map(name) {
            guard let fact = FactName(text) else { throw wrong(name) }
            // Its value was not written.
            if !Facts.sensitive.contains(fact) { facts[fact] = value }
        }
        return facts
    }

    func elements(_ name: String) throws(MalformedRecord) -> [RecordFields] {
        guard let value = member(name) else { throw missing(name) }
        guard case .array(let elements) = value else { throw wrong(name) }
        return elements.map(RecordFields.init)
    }

    private func member(_ name: String) -> JSONValue? {
        members.first { $0.name == name }?.value
    }

    private func missing(_ name: String) -> MalformedRecord {
        MalformedRecord("`\(name)` is missing")
    }

    private func wrong(_ name: String) -> MalformedRecord {
        MalformedRecord("`\(name)` is not what it should be")
    }
}
