import PipelineFile

extension SourceText {
    /// The pipeline for Systems Manager: the same eight roles in the same order.
    ///
    /// The machine gets its name by it, as there is no agent that would give it one.
    static let systemsManagerPipeline = SourceText(
        """
        enlist: 1
        name: systems-manager
        deadline: 30m
        steps:
          - ohai-hint
          - install-dependencies
          - look-up-parameters
          - derive-hostname: {apply: true}
          - tag-instance
          - start-ssm-agent
          - wait-until-managed
          - apply-document

        """, name: "systems-manager (built in)")
}
