import AWS
import Pipeline

extension Provider {
    /// AWS OpsWorks Stacks, and services with its API: a member is an instance that is registered
    /// with a stack and assigned to a layer.
    ///
    /// The pipeline is the eight roles in the default order, with the step that lets an Auto
    /// Scaling group remove the instance later.
    static let opsWorks = Provider(
        name: "opsworks",
        pipeline: """
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

            """,
        kinds: { host in
            let run = OpsWorksRun(host)
            return [
                LookUpOpsWorksStack.kind(run),
                ChooseOpsWorksHostname.kind(run),
                RegisterWithOpsWorks.kind(run),
                WaitUntilRegistered.kind(run),
                AssignOpsWorksLayer.kind(run),
                LeaveStack.kind(run),
                RemoveIAMUser.kind(host),
            ]
        },
        endpoints: [
            // Some regions never had an endpoint: the next one may still know the stack.
            Endpoint(service: .opsworks) { OpsWorks.apiRegions(forInstancesIn: $0) },
            Endpoint(service: .ec2),
        ],
        joiningPermissions: IAMPermission.joiningStack,
        logs: ["/var/log/aws/opsworks/opsworks-agent.log"],
        reaping: Reaping(permissions: OpsWorksReaper.permissions) { OpsWorksReaper($0) },
        retirement: Retirement(
            service: .opsworks,
            sentence: "AWS shut OpsWorks Stacks down on 26 May 2024: its endpoints do not answer",
            notice: """
                AWS shut OpsWorks Stacks down on 26 May 2024. The pipeline `opsworks` joins
                any service with the same API, such as enlist's local cloud; AWS' own endpoint
                is refused.
                """),
        reader: StackDescriptionReader())
}

/// The environment and state that the steps of OpsWorks share in one run.
struct OpsWorksRun: Sendable {
    let host: Host
    /// What this run has seen of the stack.
    let members: StackMembers
    let provisioning = AgentProvisioning()

    init(_ host: Host) {
        self.host = host
        members = StackMembers { host.opsWorks($0) }
    }

    func opsWorks(_ region: String) -> OpsWorks { host.opsWorks(region) }
}

extension Host {
    func opsWorks(_ region: String) -> OpsWorks { OpsWorks(client, region: region) }
    func iam(_ region: String) -> IAM { IAM(client, region: region) }
}
