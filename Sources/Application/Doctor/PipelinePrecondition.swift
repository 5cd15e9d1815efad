import Pipeline
import Steps

/// Whether there is a plan: readable files, inputs, known kinds, a valid order.
struct PipelinePrecondition: Precondition {
    let prepared: Result<PreparedPlan, CommandError>

    let name = "pipeline"

    func examine(knowing facts: Facts) throws -> Diagnosis {
        if case .failure(let error) = prepared, error.status == .pluginFailed {
            return .unknown("its plugins' kinds are not known")
        }
        let prepared = try prepared.get()
        let count = prepared.plan.steps.count
        let words = "\(prepared.pipeline.origin), \(count == 1 ? "1 step" : "\(count) steps")"
        guard let warning = (prepared.plan.warnings + prepared.plan.cautions).first else {
            return .ok(words)
        }
        return .warning("\(words); \(warning.message)", remedy: warning.remedy)
    }
}
