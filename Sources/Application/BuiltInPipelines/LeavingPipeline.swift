import Pipeline
import PipelineFile
import Steps

/// What `enlist leave` runs: joining in reverse, by the steps that each kind says it is left by.
///
/// Each step finds its work done or does it, so that leaving twice, and leaving what was joined in
/// part, ends well. What hangs is waited for no longer than leaves time for the rest.
struct LeavingPipeline {
    let source: SourceText

    /// The pipeline that leaves what any of the kinds may have joined.
    ///
    /// - Parameters:
    ///   - kinds: in the order in which their steps join.
    ///   - pace: how much time there is.
    ///   - isRecorded: whether the provider keeps how it ended.
    init(of kinds: [StepKind], _ pace: LeavingStep.Pace, isRecorded: Bool = true) {
        let steps = Self.steps(of: kinds).map { step in
            let parameters = step.parameters(pace).map { "\($0.name): \($0.text)" }
                .joined(separator: ", ")
            return "  - \(step.kind.name)\(parameters.isEmpty ? "" : ": {\(parameters)}")\n"
        }
        source = SourceText(
            """
            enlist: 1
            name: \(LeavingRequest.pipelineName)
            deadline: \(Self.deadline(pace))
            inventory: \(isRecorded)
            steps:
            \(steps.joined())
            """, name: "leaving (built in)")
    }

    /// The steps by which kinds are left, those of the last kind first.
    static func steps(of kinds: [StepKind]) -> [LeavingStep] { kinds.reversed().flatMap(\.leaving) }

    private static func deadline(_ pace: LeavingStep.Pace) -> String {
        switch pace {
        case .unhurried: "20m"
        case .hasty: "110s"
        }
    }
}

extension InstanceDeparture {
    /// How an instance leaves that is about to be terminated so.
    var pace: LeavingStep.Pace {
        switch self {
        case .group, .pool: .unhurried
        case .spot: .hasty
        }
    }
}
