/// A layer of Systems Manager, by convention: the machines that share a tag, or that associations
/// target.
struct NodeLayer {
    private static let tag = "enlist:layer"

    /// Its title for people.
    let title: String
    /// The machines that are in it now.
    let machines: [Machine]

    /// The layers of all associations, and those of machines' tags that no association targets.
    static func all(in state: CloudState) -> [NodeLayer] {
        var layers: [NodeLayer] = []
        var known: Set<String> = []
        for association in state.systemsManager.associations {
            let title = title(of: association)
            guard known.insert(title).inserted else { continue }
            layers.append(
                NodeLayer(title: title, machines: state.machines.filter(association.fits)))
        }
        let covered = Set(layers.flatMap(\.machines).map(\.id))
        let others = state.machines.filter { machine in
            machine.tags[tag] != nil && !covered.contains(machine.id)
                && !state.opsworks.members.contains { $0.ec2InstanceID == machine.id }
        }
        for name in Set(others.compactMap { $0.tags[tag] }).sorted() {
            layers.append(
                NodeLayer(
                    title: "layer \(name)", machines: others.filter { $0.tags[tag] == name }))
        }
        return layers
    }

    private static func title(of association: Association) -> String {
        let targets = association.targets.map { target in
            target.key == "tag:\(tag)"
                ? "layer \(target.values.joined(separator: ", "))"
                : "\(target.key)=\(target.values.joined(separator: ","))"
        }
        return targets.joined(separator: " and ")
    }
}
