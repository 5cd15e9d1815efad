import PipelineFile
import Steps

extension SourceText {
    /// What `enlist leave` runs: joining in reverse.
    ///
    /// Each step finds its work done or does it, so that leaving twice, and leaving what was joined in
    /// part, ends well. Recipes that hang are waited for no longer than leaves time to deregister.
    static let leavingPipeline = leaving(within: "20m", "leave-stack: {recipes: 10m}")

    /// The same in the time that a spot instance has, of which a part is for its shutdown recipes.
    static let hastyLeavingPipeline = leaving(
        within: "110s", "leave-stack: {recipes: 60s, every: 2s}")

    private static func leaving(within deadline: String, _ first: String) -> SourceText {
        SourceText(
            """
            enlist: 1
            name: \(LeavingRequest.pipelineName)
            deadline: \(deadline)
            steps:
              - \(first)
              - remove-iam-user
              - untag-instance

            """, name: "leaving (built in)")
    }
}

extension InstanceDeparture {
    /// How an instance leaves that is about to be terminated so.
    var pipeline: SourceText {
        switch self {
        case .group: .leavingPipeline
        case .spot: .hastyLeavingPipeline
        }
    }
}
