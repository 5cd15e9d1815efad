import Bytes
import JSON

/// A layer of a stack, derived from the API's answers about it and its instances.
struct LayerDescription {
    private let object: DescribedObject
    private let stack: DescribedObject
    private let saved: SavedDescriptions

    init(_ object: DescribedObject, of stack: DescribedObject, _ saved: SavedDescriptions) {
        self.object = object
        self.stack = stack
        self.saved = saved
    }

    /// The leftover for a layer that ran only built-in recipes; nil for any other layer.
    var nothingOfItsOwn: Leftover? {
        let type = object.text("Type") ?? "custom"
        guard type != "custom", recipes.isEmpty else { return nil }
        let name = Leftover.quoted(object.text("Shortname") ?? object.text("Name") ?? "")
        return Leftover(
            .later, "the layer \(name) of the type \(Leftover.quoted(type))",
            why: type == "ecs-cluster"
                ? "nothing installs the ECS agent or registers container instances"
                : "all that it did was done by OpsWorks' built-in recipes, which are gone, with passwords that "
                    + "were told as `*****FILTERED*****`",
            instead: type == "ecs-cluster"
                ? "use an image made for ECS, and a capacity provider with a group"
                : "take a service of AWS' in its place, such as RDS, ElastiCache or a load balancer"
        )
    }

    var layer: DescribedLayer {
        let name = object.text("Shortname") ?? object.text("Name") ?? ""
        let json = CustomJSON(
            ofStack: stack.text("CustomJson"), ofLayer: object.text("CustomJson"))
        let instances = instances
        var layer = DescribedLayer(
            shortName: name, .recipes(recipes, attributes: json.merged))
        layer.packages = object.texts("Packages")
        let volumes = VolumeDescriptions(object)
        layer.volumes = volumes.single
        let fleet = FleetDescription(instances, of: object, stack)
        layer.fleet = fleet.fleet
        layer.leftovers =
            DescribedShape.layer.oddities(of: object, named: name)
            + instances.flatMap {
                DescribedShape.instance.oddities(
                    of: $0, named: $0.text("Hostname") ?? $0.text("InstanceId") ?? "")
            }
            + json.leftovers + volumes.leftovers + fleet.leftovers
            + LayerLeftovers(object, saved, instances: instances).all
        return layer
    }

    private var instances: [DescribedObject] {
        guard let id = object.text("LayerId") else { return [] }
        return saved.all("Instances").filter { instance in
            instance.texts("LayerIds").contains { $0.isSpelled(id) }
        }
    }

    /// The layer's own recipes; the ones that OpsWorks ran besides exist nowhere else.
    private var recipes: [LifecycleEvent: [String]] {
        let custom = object.object("CustomRecipes")
        let members: [(LifecycleEvent, String)] = [
            (.setup, "Setup"), (.configure, "Configure"), (.deploy, "Deploy"),
            (.undeploy, "Undeploy"), (.shutdown, "Shutdown"),
        ]
        var recipes: [LifecycleEvent: [String]] = [:]
        for (event, member) in members {
            let names = custom?.texts(member) ?? []
            if !names.isEmpty { recipes[event] = names }
        }
        return recipes
    }
}

/// The volumes that the instances of a layer had.
private struct VolumeDescriptions {
    private(set) var single: [DescribedVolume] = []
    private(set) var leftovers: [Leftover] = []

    init(_ layer: DescribedObject) {
        for object in layer.objects("VolumeConfigurations") {
            let place = object.text("MountPoint") ?? ""
            let disks = object.integer("NumberOfDisks", in: 0...64) ?? 1
            let raid = object.integer("RaidLevel", in: 0...99)
            guard disks == 1, raid == nil, place.begins(with: "/"),
                let size = object.integer("Size", in: 1...65_536)
            else {
                leftovers.append(
                    Leftover(
                        .later, "the volume at \(Leftover.quoted(place))",
                        why: disks == 1 && raid == nil
                            ? "its folder or its size is not told"
                            : "it is an array of \(disks) disks"
                                + (raid.map { " of RAID level \($0)" } ?? ""),
                        instead:
                            "use one volume, whose size and throughput EBS can change today, or "
                            + "make the array in the image"))
                continue
            }
            var volume = DescribedVolume(at: place, size: size)
            volume.type = object.text("VolumeType")
            volume.iops = object.integer("Iops", in: 1...1_000_000)
            volume.isEncrypted = object.flag("Encrypted")
            single.append(volume)
        }
    }
}
