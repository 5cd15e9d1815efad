import AWS
import Pipeline

extension Provider {
    /// AWS Systems Manager: a member is an instance whose tags say so, and which its agent keeps Online.
    ///
    /// The roles are those of OpsWorks in the same order. The machine gets its name by
    /// `derive-hostname`, as there is no agent that would give it one.
    static let systemsManager = Provider(
        name: "systems-manager",
        pipeline: """
            enlist: 1
            name: systems-manager
            deadline: 2h
            steps:
              - ohai-hint
              - install-dependencies
              - look-up-associations
              - derive-hostname: {apply: true}
              - tag-instance:
                  tags:
                    Name: "${stack.name} - ${hostname}"
                    enlist:stack: "${stack.name}"
                    enlist:layer: "${layer.id}"
              - start-ssm-agent
              - wait-until-managed
              - wait-until-applied

            """,
        kinds: { host in
            [
                LookUpAssociations.kind(host),
                LookUpParameters.kind(host),
                DeriveHostname.kind(root: host.root),
                StartSSMAgent.kind(host),
                WaitUntilManaged.kind(host),
                WaitUntilApplied.kind(host),
                ApplyDocument.kind(host),
                LeaveLayer.kind(host),
                ReadSecret.kind(host),
            ]
        },
        endpoints: [Endpoint(service: .systemsManager), Endpoint(service: .ec2)],
        joiningPermissions: [], logs: [AgentLog.path, AgentLog.errorsPath], reaping: nil,
        recording: RecordSummary.kind, fleet: { ManagedFleet($0, region: $1) },
        reader: PresetReader(), writer: AssociatedLayer())
}

extension Host {
    func systemsManager(_ region: String) -> SystemsManager {
        SystemsManager(client, region: region)
    }
}
