/// What a step would do if it ran now.
package struct Foresight: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// It would make these changes, each a clause that goes on after "would": `write /etc/motd`.
        case changes([String])
        /// It would change nothing; why, as a clause: `libyaml-0-2 is installed already`.
        case nothing(String)
        /// It would change nothing and wait; for what, as a clause: `ping status unknown`.
        case waits(String)
        /// It would do something, and what that changes cannot be said; a clause that says what and why.
        case unknown(String)
    }

    package let outcome: Outcome
    /// What it would give, as far as that is known by now.
    package let facts: Facts

    private init(_ outcome: Outcome, _ facts: Facts) {
        self.outcome = outcome
        self.facts = facts
    }

    /// The changes; where there are none, why.
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
