// The operations on instances.
extension EC2 {
    @Sendable static func describeInstances(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let ids = parameters.list("InstanceId")
        let filters = try EC2Filter.list(of: parameters)
        let positions =
            ids.isEmpty
            ? state.machines.indices.filter { state.machines[$0].region == call.region }
            : try machines(ids, in: state, region: call.region)
        var reservations: [[XMLElement?]] = []
        for machine in positions.map({ state.machines[$0] }) {
            guard try EC2Filter.allFit(filters, { value(of: $0, on: machine) }) else { continue }
            reservations.append([
                XMLElement("reservationId", "r-" + (machine.id.rest(after: "i-") ?? "")),
                XMLElement("ownerId", state.account),
                XMLElement("groupSet", []),
                .list("instancesSet", of: "item", [description(of: machine, in: state)]),
            ])
        }
        return [.list("reservationSet", of: "item", reservations)]
    }

    @Sendable static func terminateInstances(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let ids = parameters.list("InstanceId")
        guard !ids.isEmpty else { throw .missing(parameter: "instancesSet") }
        let positions = try machines(ids, in: state, region: call.region)
        for machine in positions.map({ state.machines[$0] }) where machine.isProtected {
            throw ServiceError(
                "OperationNotPermitted",
                "The instance '\(machine.id)' may not be terminated. Modify its "
                    + "'disableApiTermination' instance attribute and try again.")
        }
        var changes: [[XMLElement?]] = []
        for index in positions {
            let before = state.machines[index].state
            state.machines[index].state = .terminated
            changes.append([
                XMLElement("instanceId", state.machines[index].id),
                element("currentState", state.machines[index].state),
                element("previousState", before),
            ])
            // OpsWorks is not told; its agent falls silent.
            let id = state.machines[index].id
            for member in state.opsworks.members.indices
            where state.opsworks.members[member].ec2InstanceID == id {
                state.opsworks.members[member].life.enter(.connection_lost, at: call.now)
            }
        }
        return [.list("instancesSet", of: "item", changes)]
    }

    @Sendable static func describeInstanceAttribute(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let id = try parameters.required("InstanceId")
        let attribute = try parameters.required("Attribute")
        let machine = state.machines[try machines([id], in: state, region: call.region)[0]]
        let value: String
        switch attribute {
        case "disableApiTermination": value = machine.isProtected ? "true" : "false"
        case "instanceType": value = machine.type
        default: throw .invalid(parameter: "attribute", value: attribute)
        }
        return [
            XMLElement("instanceId", id), XMLElement(attribute, [XMLElement("value", value)]),
        ]
    }

    @Sendable static func modifyInstanceAttribute(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let id = try parameters.required("InstanceId")
        let index = try machines([id], in: state, region: call.region)[0]
        let value: String
        if let direct = parameters["DisableApiTermination.Value"] {
            value = direct
        } else if parameters["Attribute"] == "disableApiTermination" {
            value = try parameters.required("Value")
        } else {
            throw ServiceError(
                "InvalidParameterCombination",
                "Fields for exactly one of the attributes must be specified; this cloud has "
                    + "disableApiTermination.")
        }
        guard let isProtected = Bool(value.lowercased()) else {
            throw .invalid(parameter: "disableApiTermination", value: value)
        }
        state.machines[index].isProtected = isProtected
        return done
    }

    private static func value(of filter: String, on machine: Machine) -> String? {
        switch filter {
        case "instance-id": machine.id
        case "instance-state-name": machine.state.rawValue
        case "instance-type": machine.type
        case "availability-zone": machine.availabilityZone
        case "private-ip-address": machine.privateIP
        case "ip-address": machine.publicIP ?? ""
        case "vpc-id": machine.vpcID ?? ""
        default: filter.rest(after: "tag:").map { machine.tags[$0] ?? "" }
        }
    }

    private static func description(of machine: Machine, in state: CloudState) -> [XMLElement?] {
        let tags = machine.tags.sorted { $0.key < $1.key }
        return [
            XMLElement("instanceId", machine.id),
            XMLElement("imageId", machine.imageID),
            element("instanceState", machine.state),
            XMLElement("instanceType", machine.type),
            XMLElement("launchTime", Timestamp.iso8601(machine.launchedAt)),
            XMLElement(
                "placement",
                [
                    XMLElement("availabilityZone", machine.availabilityZone),
                    XMLElement("tenancy", "default"),
                ]),
            XMLElement("privateIpAddress", machine.privateIP),
            machine.publicIP.map { XMLElement("ipAddress", $0) },
            machine.vpcID.map { XMLElement("vpcId", $0) },
            XMLElement("architecture", machine.architecture),
            XMLElement(
                "iamInstanceProfile",
                [
                    XMLElement(
                        "arn",
                        state.partition.arn(
                            "iam::\(state.account):instance-profile/\(machine.role.name)"))
                ]),
            .list(
                "tagSet", of: "item",
                tags.map { [XMLElement("key", $0.key), XMLElement("value", $0.value)] }),
        ]
    }

    private static func element(_ name: String, _ state: Machine.State) -> XMLElement {
        XMLElement(
            name, [XMLElement("code", String(state.code)), XMLElement("name", state.rawValue)])
    }
}
