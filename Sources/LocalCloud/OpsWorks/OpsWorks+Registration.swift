// RegisterInstance, which the agent's installer calls.
extension OpsWorks {
    @Sendable static func registerInstance(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let stack = try state.opsworks.stack(try input.required("StackId"), in: call.region)
        let machine = try machine(of: input, in: state, for: stack)
        if let id = machine?.id,
            let known = state.opsworks.members.first(where: { $0.ec2InstanceID == id })
        {
            throw .validation(
                "Instance \(id) is already registered with stack \(known.stackID)")
        }
        let hostname = try hostname(of: input, machine: machine)
        guard isHostname(hostname) else {
            throw .validation("Hostname is invalid: \(hostname)")
        }
        guard !state.opsworks.isTaken(hostname, in: stack.id) else {
            throw .validation(
                "Hostname \"\(hostname)\" is already taken by another instance in this stack")
        }
        let id = state.identifiers.uuid()
        var member = Member(
            id: id, stackID: stack.id,
            arn: state.partition.arn("opsworks:\(stack.apiRegion):\(state.account):instance/\(id)"),
            hostname: hostname, ec2InstanceID: machine?.id,
            life: MemberLife(.registering, since: call.now),
            registeredBy: state.identity(of: call.caller).arn, createdAt: call.now)
        member.failure = machine?.setupFailure
        member.privateIP = try input.string("PrivateIp") ?? machine?.privateIP
        member.publicIP = try input.string("PublicIp") ?? machine?.publicIP
        member.rsaKeyFingerprint = try input.string("RsaPublicKeyFingerprint")
        member.architecture = machine?.architecture
        member.instanceType = machine?.type
        member.availabilityZone = machine?.availabilityZone
        member.imageID = machine?.imageID
        state.opsworks.members.append(member)
        if stack.protectsMachines,
            let index = state.machines.firstIndex(where: { $0.id == machine?.id })
        {
            state.machines[index].isProtected = true
        }
        return ["InstanceId": .string(id)]
    }

    /// The machine that the identity document stands for; nil without a document (on premises).
    private static func machine(
        of input: JSONInput, in state: CloudState, for stack: Stack
    ) throws(ServiceError) -> Machine? {
        guard let identity = try input.structure("InstanceIdentity") else { return nil }
        let document = try identity.required("Document")
        let signature = try identity.required("Signature")
        guard
            let machine = state.machines.first(where: {
                $0.identity.document == document && $0.identity.signature == signature
            })
        else { throw .validation("The instance identity document could not be verified") }
        guard machine.region == stack.region else {
            throw .validation(
                "The instance's region \(machine.region) and the stack's region \(stack.region) "
                    + "must match")
        }
        if let vpcID = stack.vpcID, machine.vpcID != vpcID {
            throw .validation("Instance \(machine.id) is not in the stack's VPC \(vpcID)")
        }
        return machine
    }

    private static func hostname(
        of input: JSONInput, machine: Machine?
    ) throws(ServiceError) -> String {
        if let hostname = try input.string("Hostname") { return hostname }
        guard let machine else { return try input.required("Hostname") }
        return "ip-" + machine.privateIP.replacing(byte: ".", by: "-")
    }

    /// `^(?!-)[a-z0-9-]{1,63}(?<!-)$`, whatever the case.
    private static func isHostname(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && !text.begins(with: "-") && !text.ends(with: "-")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
