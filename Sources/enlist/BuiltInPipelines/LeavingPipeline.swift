import PipelineFile

extension SourceText {
    /// What `enlist leave` runs: joining in reverse.
    ///
    /// Each step finds its work done or does it, so that leaving twice, and leaving what was joined in
    /// part, ends well.
    static let leavingPipeline = SourceText(
        """
        enlist: 1
        name: leaving
        deadline: 20m
        steps:
          - leave-stack
          - remove-iam-user
          - untag-instance

        """, name: "leaving (built in)")
}
