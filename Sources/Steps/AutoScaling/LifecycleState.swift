import AWS
import Bytes

/// Where an instance is in the life that its Auto Scaling group gives it, as far as hooks go.
///
/// Read from texts such as `Pending`, `Warmed:Pending:Wait` and `Terminating:Retained` (API reference, Instance).
/// A state that nobody knows yet waits for nothing, and nothing comes after it.
struct LifecycleState: Equatable {
    /// Whether the group keeps it in its warm pool, or is taking it there.
    let isInPool: Bool
    private let phase: String
    /// `Wait` at a hook, `Proceed` after it, `Retained` where a failed hook keeps it for a person.
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

    /// Whether hooks of a transition are those of the phase.
    ///
    /// The way into a warm pool has launch hooks where the instance is new, and termination hooks where
    /// it comes back from service ("Use lifecycle hooks with a warm pool" in the user guide); which of
    /// them waits is for the completion to find out. So it is where the root volume is replaced.
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
    /// The same, taken apart.
    var state: LifecycleState { LifecycleState(lifecycleState) }
}
