import PipelineFile

extension SourceText {
    /// The pipeline that runs where no file is named: OpsWorks' eight roles in the default order,
    /// with what lets an Auto Scaling group remove the instance later, each as its kind holds to be right.
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
          - note-termination-protection
          - register-instance
          - clear-termination-protection
          - wait-until-registered
          - assign-layer

        """, name: "opsworks (built in)")
}
