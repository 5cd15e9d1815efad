import PipelineFile

extension SourceText {
    /// The pipeline that runs where no file is named: OpsWorks' eight steps in the default order.
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
          - register-instance:
            retry: {on: [conflict], rewind: choose-hostname, attempts: 10}
          - wait-until-registered: {every: 5s}
            deadline: 15m
          - assign-layer

        """, name: "opsworks (built in)")
}
