package import Foundation

/// Everything that is in the cloud: one value, changed by one call at a time.
///
/// Nothing here knows the time by itself. Each call brings its moment, and first of all what became
/// due until then happens: see ``advance(to:)``.
package struct CloudState: Sendable {
    package var account: String
    /// The region of the machines, unless a machine says otherwise.
    package var region: String
    package var partition: Partition
    package var timings: Timings
    package var machines: [Machine] = []
    /// The hooks of the Auto Scaling groups.
    package var hooks: [LifecycleHook] = []
    /// The tags of the Auto Scaling groups themselves.
    package var groupTags: [GroupTag] = []
    package var opsworks = OpsWorksState()
    package var systemsManager = SystemsManagerState()
    package var iam = IAMState()
    /// The stacks of CloudFormation, which have nothing to do with those of OpsWorks.
    package var formations: [FormationStack] = []
    package var buckets: [Bucket] = []
    /// The keys that were given out, by their id.
    package var credentials: [String: Credential] = [:]
    /// The ids of the keys that the machines' metadata shows, by what they speak for.
    package var shownKeys: [Credential.Owner: String] = [:]
    package var metadataTokens: [String: MetadataToken] = [:]
    /// Whether the metadata service answers without a token.
    package var allowsMetadataV1 = false
    /// Whether Systems Manager gives the agents of machines without a role a role of its own.
    package var hasDefaultHostManagement = false
    /// The address of the agent's installer; nil for the one at the endpoint.
    package var installerURL: String?
    /// Where the agent installer is served, known once the server listens.
    package var endpoint = URLParts(host: "127.0.0.1", port: 0)
    package var identifiers: Identifiers
    /// What the agents have to do outside of this state, and have not done yet.
    package var effects: [AgentEffect] = []

    package init(
        account: String = "123456789012", region: String = "us-east-1", timings: Timings = .init(),
        identifiers: Identifiers = Identifiers()
    ) {
        self.account = account
        self.region = region
        partition = Partition(ofRegion: region)
        self.timings = timings
        self.identifiers = identifiers
    }

    /// Host and port of the services' endpoint.
    package struct URLParts: Sendable {
        package var host: String
        package var port: Int
        package var text: String { "http://\(host):\(port)" }
    }

    /// Lets happen what became due until a moment: members change their status, metadata changes.
    package mutating func advance(to now: Date) {
        opsworks.advance(to: now, timings: timings, identifiers: &identifiers)
        advanceAgents(to: now)
        for index in machines.indices {
            guard let hook = awaitedHook(of: machines[index]) else { continue }
            let launchedAt = machines[index].launchedAt
            machines[index].scaling?.advance(to: now, launchedAt: launchedAt, at: hook)
        }
    }

    /// The policies that speak for a caller, and its ARN.
    package func identity(of owner: Credential.Owner) -> (arn: String, policies: [Policy]) {
        switch owner {
        case .administrator:
            return (partition.arn("iam::\(account):user/administrator"), [Policy(allowing: ["*"])])
        case .machine(let id):
            guard let machine = machines.first(where: { $0.id == id }) else { return ("", []) }
            let role = partition.arn("sts::\(account):assumed-role/\(machine.role.name)/\(id)")
            return (role, [machine.role.policy])
        case .hostIdentity(let id):
            return (
                partition.arn("sts::\(account):assumed-role/aws:ec2-instance/\(id)"),
                [.hostIdentity]
            )
        case .user(let name):
            return (
                iam.users[name]?.arn ?? partition.arn("iam::\(account):user/\(name)"),
                iam.policies(of: name)
            )
        case .assumedRole(let arn, let session):
            let role = arn.words(at: "/").last ?? ""
            return (
                partition.arn("sts::\(account):assumed-role/\(role)/\(session)"),
                [Policy(allowing: ["*"])]
            )
        }
    }

    /// Makes sure that the caller may do what it asks for.
    ///
    /// - Parameters:
    ///   - call: The caller and the operation.
    ///   - action: The action, if its name is not the operation's.
    ///   - resource: On what.
    /// - Throws: The service's refusal, which names the action that is missing.
    package func authorize(
        _ call: Call, action: String? = nil, resource: String = "*"
    ) throws(ServiceError) {
        let action = action ?? "\(call.service.rawValue):\(call.operation)"
        let (arn, policies) = identity(of: call.caller)
        guard
            Policy.allows(policies, action: action, resource: resource, at: call.now)
        else { throw call.service.denied(action, to: arn, on: resource) }
    }

    /// Gives out a key.
    package mutating func issue(
        to owner: Credential.Owner, until expiration: Date? = nil
    ) -> Credential {
        let temporary = expiration != nil
        let credential = Credential(
            accessKeyID: (temporary ? "ASIA" : "AKIA") + identifiers.text(16, of: .upper),
            secretAccessKey: identifiers.text(40, of: .mixed),
            sessionToken: temporary ? identifiers.text(356, of: .mixed) : nil,
            expiration: expiration, owner: owner)
        credentials[credential.accessKeyID] = credential
        return credential
    }
}
