import Pipeline

// The messages about calls of steps on the connection to a plugin's process.

extension PluginCall {
    var value: Value {
        [
            "kind": .string(kind), "entry": .string(entry.rawValue),
            // Distinguishes no value from the value null.
            "values": .list(values.map { value in value.map { .list([$0]) } ?? .null }),
            "facts": .map(facts), "recorded": .map(recorded),
        ]
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value, case .string(let kind)? = entries["kind"],
            case .string(let name)? = entries["entry"], let entry = Entry(rawValue: name),
            case .list(let values)? = entries["values"], case .map(let facts)? = entries["facts"],
            case .map(let recorded)? = entries["recorded"]
        else { return nil }
        self.init(
            kind: kind, entry: entry,
            values: values.map { if case .list(let value) = $0 { value.first } else { nil } },
            facts: facts, recorded: recorded)
    }
}

extension PluginOutcome {
    var value: Value {
        switch self {
        case .done(let facts): ["done": .map(facts)]
        case .notDone: ["not-done": true]
        }
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value, entries.count == 1, let entry = entries.first
        else { return nil }
        switch (entry.key, entry.value) {
        case ("done", .map(let facts)): self = .done(facts)
        case ("not-done", _): self = .notDone
        default: return nil
        }
    }
}

/// What a plugin's process sends while one of its functions works.
enum HostSaying: Equatable {
    case notice(CallNotice)
    /// Waits for `HostRequest.recorded`.
    case record(FactName, String)

    var value: Value {
        switch self {
        case .notice(.log(let level, let text)):
            ["log": [.integer(Int(level.rawValue)), .string(text)]]
        case .notice(.progress(let fraction, let text)):
            [
                "progress": [
                    fraction.map(Value.number) ?? .null, text.map(Value.string) ?? .null,
                ]
            ]
        case .notice(.waiting(let duration, let reason)):
            ["waiting": [duration.value, .string(reason)]]
        case .record(let name, let text): ["record": [.string(name.text), .string(text)]]
        }
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value, entries.count == 1, let entry = entries.first,
            case .list(let pair) = entry.value, pair.count == 2
        else { return nil }
        switch (entry.key, pair[0], pair[1]) {
        case ("log", .integer(let number), .string(let text)):
            let level = Int32(exactly: number).flatMap(CallNotice.Level.init)
            self = .notice(.log(level ?? .info, text))
        case ("progress", let fraction, let text):
            self = .notice(.progress(fraction.fraction, String(text)))
        case ("waiting", let duration, .string(let reason)):
            guard let duration = Duration(duration) else { return nil }
            self = .notice(.waiting(duration, reason: reason))
        case ("record", .string(let name), .string(let text)):
            guard let name = FactName(name) else { return nil }
            self = .record(name, text)
        default: return nil
        }
    }
}

extension Value {
    /// Accepts 0 to 1, and returns nil for any other number; whole numbers lose their point in
    /// JSON.
    fileprivate var fraction: Double? {
        switch self {
        case .number(let number) where (0...1).contains(number): number
        case .integer(let number) where (0...1).contains(number): Double(number)
        default: nil
        }
    }
}
