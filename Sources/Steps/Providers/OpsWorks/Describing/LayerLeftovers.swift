import Bytes
import JSON

/// The features of a layer that an association does not have.
struct LayerLeftovers {
    private let layer: DescribedObject
    private let saved: SavedDescriptions
    private let instances: [DescribedObject]

    init(_ layer: DescribedObject, _ saved: SavedDescriptions, instances: [DescribedObject]) {
        self.layer = layer
        self.saved = saved
        self.instances = instances
    }

    var all: [Leftover] { builtIn + settings + balancers + scaling + volumes }

    private var builtIn: [Leftover] {
        guard let type = layer.text("Type"), type != "custom" else { return [] }
        if type == "ecs-cluster" {
            return [
                Leftover(
                    .first, "the layer's type `ecs-cluster`",
                    why: "nothing installs the ECS agent or registers container instances",
                    instead: "use an image made for ECS, and a capacity provider with the group")
            ]
        }
        let attributes: [String] =
            if case .object(let members)? = layer.object("Attributes")?.value {
                members.map(\.name)
            } else { [] }
        return [
            Leftover(
                .first,
                "the layer's type \(Leftover.quoted(type))"
                    + (attributes.isEmpty ? "" : " with \(Leftover.quoted(attributes))"),
                why:
                    "its built-in recipes are OpsWorks' own, and passwords among its attributes were "
                    + "told as `*****FILTERED*****`",
                instead: "write recipes for what they did, or take a service of AWS' in its place")
        ]
    }

    private var settings: [Leftover] {
        var leftovers: [Leftover] = []
        if layer.flag("EnableAutoHealing") {
            leftovers.append(
                Leftover(
                    .later, "auto healing",
                    why: "OpsWorks replaced an instance whose agent was silent for five minutes",
                    instead:
                        "the group replaces what EC2 or a load balancer calls unhealthy: set its "
                        + "HealthCheckType"))
        }
        if layer.flag("InstallUpdatesOnBoot") {
            leftovers.append(
                Leftover(
                    .later, "updates at boot", why: "a launch should not wait for them",
                    instead:
                        "make images often, or associate AWS-RunPatchBaseline with the layer's tag")
            )
        }
        if layer.flag("AutoAssignElasticIps") {
            leftovers.append(
                Leftover(
                    .later, "an Elastic IP address for each instance",
                    why: "a group has none to give", instead: "put a load balancer before the group"
                ))
        }
        let groups = layer.texts("DefaultSecurityGroupNames")
        if !groups.isEmpty {
            leftovers.append(
                Leftover(
                    .later, "OpsWorks' own security groups \(Leftover.quoted(groups))",
                    why: "they stay in the VPC, unmanaged",
                    instead: "check the rules of the groups in the parameter SecurityGroupIds"))
        }
        if let logs = layer.object("CloudWatchLogsConfiguration"), logs.flag("Enabled") {
            let files = logs.objects("LogStreams").compactMap { $0.text("File") }
            leftovers.append(
                Leftover(
                    .later, "logs to CloudWatch: \(Leftover.quoted(files))",
                    why: "OpsWorks' agent sent them",
                    instead: "install the CloudWatch agent in the image, with its configuration"))
        }
        let shutdown = layer.object("LifecycleEventConfiguration")?.object("Shutdown")
        if let seconds = shutdown?.integer("ExecutionTimeout", in: 0...1_000_000) {
            leftovers.append(
                Leftover(
                    .later, "\(seconds) seconds for shutdown recipes",
                    why: "no recipe runs when an instance goes",
                    instead: "the hook `leave` of the group waits; see the recipes of `shutdown`"))
        }
        return leftovers
    }

    private var balancers: [Leftover] {
        saved.all("ElasticLoadBalancers", where: "LayerId", is: layer.text("LayerId")).map {
            balancer in
            let name = balancer.text("ElasticLoadBalancerName") ?? ""
            let word = StackDescriptionReader.isPlain(name) ? name : "NAME"
            return Leftover(
                .later, "the load balancer \(Leftover.quoted(name))",
                why: "a new group should not get traffic before it has been tried",
                instead: "attach it then: `aws autoscaling attach-load-balancers "
                    + "--auto-scaling-group-name GROUP --load-balancer-names \(word)`, and set the "
                    + "group's HealthCheckType to ELB")
        }
    }

    private var scaling: [Leftover] {
        var leftovers: [Leftover] = []
        let id = layer.text("LayerId")
        for load in saved.all("LoadBasedAutoScalingConfigurations", where: "LayerId", is: id)
        where load.flag("Enable") {
            leftovers.append(
                Leftover(
                    .later,
                    "scaling by load: \(limits(load.object("UpScaling"), "above")), "
                        + limits(load.object("DownScaling"), "below"),
                    why: "thresholds of CPU, memory and load were measured by OpsWorks",
                    instead: "give the group a target tracking policy"))
        }
        let timed = instances.filter { instance in
            !saved.all(
                "TimeBasedAutoScalingConfigurations", where: "InstanceId",
                is: instance.text("InstanceId")
            ).isEmpty || instance.text("AutoScalingType") == "timer"
        }
        if !timed.isEmpty {
            leftovers.append(
                Leftover(
                    .later,
                    "instances by the clock: "
                        + Leftover.quoted(timed.map { $0.text("Hostname") ?? "" }),
                    why: "a group scales as a whole, and not each instance for itself",
                    instead: "give the group scheduled actions"))
        }
        return leftovers
    }

    private func limits(_ thresholds: DescribedObject?, _ side: String) -> String {
        let names = [
            ("CpuThreshold", "CPU"), ("MemoryThreshold", "memory"), ("LoadThreshold", "load"),
        ]
        let texts = names.compactMap { member, word -> String? in
            guard case .number(let digits)? = thresholds?.value[member] else { return nil }
            return "\(word) \(digits)"
        }
        return texts.isEmpty ? "no threshold \(side)" : "\(side) \(texts.joined(separator: ", "))"
    }

    /// Volumes with data in them.
    private var volumes: [Leftover] {
        let ids = instances.compactMap { $0.text("InstanceId") }
        let owned = { (object: DescribedObject) in
            ids.contains { $0.isSpelled(object.text("InstanceId") ?? "") }
        }
        let volumes = saved.all("Volumes").filter(owned)
        let arrays = saved.all("RaidArrays").filter(owned)
        var leftovers: [Leftover] = []
        if !volumes.isEmpty {
            leftovers.append(
                Leftover(
                    .later,
                    "the data of the volumes "
                        + Leftover.quoted(
                            volumes.map { $0.text("Ec2VolumeId") ?? $0.text("VolumeId") ?? "" }),
                    why: "new instances get new volumes",
                    instead:
                        "make snapshots, and what has to live longer than an instance a service's "
                        + "affair: EFS, RDS, S3"))
        }
        if !arrays.isEmpty {
            leftovers.append(
                Leftover(
                    .later,
                    "the RAID arrays at "
                        + Leftover.quoted(arrays.map { $0.text("MountPoint") ?? "" }),
                    why: "no step makes arrays",
                    instead: "use one volume of the size and throughput"))
        }
        return leftovers
    }
}
