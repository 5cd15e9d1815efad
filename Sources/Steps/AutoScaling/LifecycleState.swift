import AWS
import Bytes

/// The instance's lifecycle state in its Auto Scaling group, as far as hooks are concerned.
///
/// Read from texts such as `Pending`, `Warmed:Pending:Wait` and `Terminating:Retained` (API
/// reference, Instance). An unknown state waits at no hook, and no hook follows it.
struct LifecycleState: Equatable {
    /// Whether the group keeps it in its warm pool, or is taking it there.
    let isInPool: Bool
    private let phase: String
    /// `Wait` at a hook, `Proceed` after it, `Retained` if a failed hook keeps the instance for a
    /// person.
    private let stage: String?

    init(_ text: String) {
        let words = text.parts(at: ":")
        isInPool = words.first == "Warmed"
        let rest = isInPool ? Array(words.dropFirst()) : words
        phase = rest.first ?? ""
        stage = rest.count > 1 ? rest[1] : nil
    }

    /// Whether the group has not come to its hooks yet.
    func isBeforeHooks(of transition: AutoScaling.Transition) -> Bool {
        stage == nil && comes(to: transition)
    }

    /// Whether the group waits at its hooks.
    func waits(at transition: AutoScaling.Transition) -> Bool {
        stage == "Wait" && comes(to: transition)
    }

    /// Whether hooks of a transition belong to the phase.
    ///
    /// The way into a warm pool has launch hooks if the instance is new, and termination hooks if
    /// it comes back from service ("Use lifecycle hooks with a warm pool" in the user guide); the
    /// completion finds out which of them waits. The same holds when the root volume is replaced.
    private func comes(to transition: AutoScaling.Transition) -> Bool {
        switch (phase, transition) {
        case ("Pending", .launching), ("Terminating", .terminating): true
        case ("Pending", .terminating): isInPool
        case ("ReplacingRootVolume", .terminating): true
        default: false
        }
    }
}

extension AutoScaling.Instance {
    /// The lifecycle state, parsed.
    var state: LifecycleState { LifecycleState(lifecycleState) }
}
