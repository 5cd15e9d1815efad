import PipelineFile

extension SourceText {
    /// The pipeline that runs where no file is named: OpsWorks' eight steps in the default order,
    /// each with what its kind holds to be right.
    static let opsWorksPipeline = SourceText(
        """
        enlist: 1
        name: opsworks
        deadline: 30m
        steps:
          - ohai-hint
          - install-dependencies
          - look-up-stack
          - choose-hostname
          - tag-instance
          - register-instance
          - wait-until-registered
          - assign-layer

        """, name: "opsworks (built in)")
}
