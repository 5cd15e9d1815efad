/// A point at which a run can pause: the runner awaits it and obeys its verdict.
package protocol Gate: Sendable {
    func verdict(at pause: Pause) async -> Verdict
}

/// The gate of a normal run.
package struct OpenGate: Gate {
    package init() {}

    package func verdict(at pause: Pause) async -> Verdict { .continue }
}
