/// What a step would do if it ran now.
package struct Foresight: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// It would make these changes, each a clause that follows "would": `write /etc/motd`.
        case changes([String])
        /// It would change nothing; the reason, as a clause: `libyaml-0-2 is installed already`.
        case nothing(String)
        /// It would change nothing and wait; what it waits for, as a clause: `ping status unknown`.
        case waits(String)
        /// It would do something with unknown changes; a clause that says what and why.
        case unknown(String)
    }

    package let outcome: Outcome
    /// The facts that it would give, as far as they are known now.
    package let facts: Facts

    private init(_ outcome: Outcome, _ facts: Facts) {
        self.outcome = outcome
        self.facts = facts
    }

    /// The changes; if none exist, the reason.
    package static func changes(
        _ changes: [String], else reason: String, giving facts: Facts = Facts()
    ) -> Foresight {
        Foresight(changes.isEmpty ? .nothing(reason) : .changes(changes), facts)
    }

    package static func change(_ change: String, giving facts: Facts = Facts()) -> Foresight {
        Foresight(.changes([change]), facts)
    }

    package static func nothing(_ reason: String, giving facts: Facts = Facts()) -> Foresight {
        Foresight(.nothing(reason), facts)
    }

    package static func waits(for what: String) -> Foresight { Foresight(.waits(what), Facts()) }

    package static func unknown(_ reason: String) -> Foresight {
        Foresight(.unknown(reason), Facts())
    }
}
