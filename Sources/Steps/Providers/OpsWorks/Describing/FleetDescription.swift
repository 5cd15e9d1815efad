import Bytes
import JSON

/// The instances of a layer, described as a group of like instances.
struct FleetDescription {
    private(set) var fleet = DescribedFleet()
    private(set) var leftovers: [Leftover] = []

    init(_ all: [DescribedObject], of layer: DescribedObject, _ stack: DescribedObject) {
        let gone = ["terminated", "terminating"]
        let instances = all.filter { !gone.contains($0.text("Status") ?? "") }
        fleet.steady = instances.count { $0.text("AutoScalingType") == nil }
        fleet.scaled = instances.count - fleet.steady
        fleet.instanceType = Self.commonest(instances.compactMap { $0.text("InstanceType") })
        fleet.subnets = Self.distinct(instances.compactMap { $0.text("SubnetId") })
        if fleet.subnets.isEmpty {
            fleet.subnets = [stack.text("DefaultSubnetId")].compactMap(\.self)
        }
        fleet.securityGroups = Self.distinct(instances.flatMap { $0.texts("SecurityGroupIds") })
        if fleet.securityGroups.isEmpty {
            fleet.securityGroups = layer.texts("CustomSecurityGroupIds")
        }
        fleet.keyName =
            Self.commonest(instances.compactMap { $0.text("SshKeyName") })
            ?? stack.text("DefaultSshKeyName")
        fleet.hasPublicAddress = layer.flag("AutoAssignPublicIps")
        fleet.isEBSOptimized =
            layer.flag("UseEbsOptimizedInstances") || instances.contains { $0.flag("EbsOptimized") }
        fleet.isDedicated = instances.contains { $0.text("Tenancy") == "dedicated" }
        addLeftovers(instances, layer, stack)
    }

    private mutating func addLeftovers(
        _ instances: [DescribedObject], _ layer: DescribedObject, _ stack: DescribedObject
    ) {
        let types = Self.distinct(instances.compactMap { $0.text("InstanceType") })
        if types.count > 1 {
            leftovers.append(
                Leftover(
                    .later,
                    "instance types of its own for some instances: \(Leftover.quoted(types))",
                    why: "a group has one launch template, here with the commonest type",
                    instead: "set the parameter InstanceType, or use a mixed instances policy"))
        }
        let images = Self.distinct(instances.compactMap { $0.text("AmiId") })
        let systems = Self.distinct(
            instances.compactMap { $0.text("Os") } + [stack.text("DefaultOs")].compactMap(\.self))
        leftovers.append(
            Leftover(
                .first,
                "the image"
                    + (images.isEmpty ? "" : " \(Leftover.quoted(images))")
                    + (systems.isEmpty ? "" : " (\(Leftover.quoted(systems)))"),
                why: "the new image needs enlist and amazon-ssm-agent in it",
                instead: "make an image of a supported operating system, and give it as ImageId"))
        let profiles = Self.distinct(
            [layer.text("CustomInstanceProfileArn"), stack.text("DefaultInstanceProfileArn")]
                .compactMap(\.self) + instances.compactMap { $0.text("InstanceProfileArn") })
        if !profiles.isEmpty {
            leftovers.append(
                Leftover(
                    .first, "what the instance profile \(Leftover.quoted(profiles)) allows",
                    why:
                        "a profile's policies are not in the saved answers, so the new role has only what "
                        + "enlist and the agent need",
                    instead:
                        "attach the policies that the application needs to the role in group.yaml"))
        }
        addEach(
            instances, where: { $0.text("ElasticIp") }, "Elastic IP addresses",
            why: "instances of a group come and go, and none keeps an address",
            instead: "put a load balancer before the group")
        addEach(
            instances, where: { $0.text("InfrastructureClass") == "on-premises" ? "" : nil },
            "machines on premises", why: "a group has EC2 instances only",
            instead: "register them by a hybrid activation of Systems Manager")
        let shared = instances.filter { $0.texts("LayerIds").count > 1 }
        if !shared.isEmpty {
            leftovers.append(
                Leftover(
                    .later, "instances of several layers: \(Leftover.quoted(names(shared)))",
                    why: "an instance has one layer here, as a tag has one value",
                    instead: "make one layer of what such an instance is, with the recipes of both")
            )
        }
        let mappings = instances.filter { !$0.objects("BlockDeviceMappings").isEmpty }
        if !mappings.isEmpty {
            leftovers.append(
                Leftover(
                    .later, "block devices of \(Leftover.quoted(names(mappings)))",
                    why: "they belong to the old image and its instance type",
                    instead: "add BlockDeviceMappings to the launch template"))
        }
    }

    /// Adds a leftover for what some of the instances have, with a detail for each of them.
    private mutating func addEach(
        _ instances: [DescribedObject], where detail: (DescribedObject) -> String?, _ what: String,
        why: String, instead: String
    ) {
        let found = instances.compactMap { instance in
            detail(instance).map { text in
                (text.isEmpty ? "" : Leftover.quoted(text) + " of ")
                    + Leftover.quoted(names([instance]))
            }
        }
        guard !found.isEmpty else { return }
        leftovers.append(
            Leftover(
                .later, "\(what): \(found.joined(separator: ", "))", why: why, instead: instead))
    }

    private func names(_ instances: [DescribedObject]) -> [String] {
        instances.map { $0.text("Hostname") ?? $0.text("InstanceId") ?? "" }
    }

    /// Each text once, in the order of first occurrence.
    static func distinct(_ texts: [String]) -> [String] {
        var seen: Set<Spelling> = []
        return texts.filter { seen.insert(Spelling($0)).inserted }
    }

    private static func commonest(_ texts: [String]) -> String? {
        let counts = distinct(texts).map { text in (text, texts.count { $0.isSpelled(text) }) }
        return counts.max { $0.1 < $1.1 || $0.1 == $1.1 && $0.0 > $1.0 }?.0
    }
}
