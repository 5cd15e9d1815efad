/// Finds, for each retry that goes back, the step to which it goes back.
///
/// If that step is not part of the run, the retry is removed and the failure is final: repeating
/// the same step without going back would fail in the same way.
struct RewindResolver {
    private let steps: [PlannedStep]
    private let placeByID: [String: Int]

    /// Creates a resolver for the steps of a run, in order.
    init(_ steps: [PlannedStep]) {
        self.steps = steps
        placeByID = Dictionary(zip(steps.map(\.id), steps.indices)) { first, _ in first }
    }

    /// Returns the steps, each rewind with the id of an earlier one; `warnings` receives what was
    /// removed.
    func resolved(warnings: inout [Diagnostic]) -> [PlannedStep] {
        var nearest: [Role: String] = [:]
        var resolved: [PlannedStep] = []
        for (place, step) in steps.enumerated() {
            var policy = step.policy
            policy.retries = policy.retries.compactMap { retry in
                guard let rewind = retry.rewind else { return retry }
                guard let target = target(of: rewind, before: place, nearest) else {
                    warnings.append(.nothingToRewindTo(retry, of: step))
                    return nil
                }
                var retry = retry
                retry.rewind = .step(target)
                return retry
            }
            var step = step
            step.policy = policy
            resolved.append(step)
            if let role = step.kind.role { nearest[role] = step.id }
        }
        return resolved
    }

    private func target(
        of rewind: Rewind, before place: Int, _ nearest: [Role: String]
    ) -> String? {
        switch rewind {
        case .role(let role): nearest[role]
        case .step(let id): placeByID[id].map { $0 < place } == true ? id : nil
        }
    }
}
