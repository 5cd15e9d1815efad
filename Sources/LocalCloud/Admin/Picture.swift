/// The cloud as text for people: stacks, their layers, and their members.
package struct Picture: CustomStringConvertible {
    private let state: CloudState

    package init(of state: CloudState) {
        self.state = state
    }

    package var description: String {
        // Empty layers are left out if another one has members.
        let all = NodeLayer.all(in: state)
        let used = all.filter { !$0.machines.isEmpty }
        let layers = used.isEmpty && state.opsworks.members.isEmpty ? all : used
        var lines = ["The cloud afterwards:"]
        for stack in state.opsworks.stacks {
            let members = state.opsworks.members.filter { $0.stackID == stack.id }
            if members.isEmpty, !used.isEmpty { continue }
            lines.append("  stack \"\(stack.name)\" (\(stack.region))")
            for layer in state.opsworks.layers where layer.stackID == stack.id {
                lines.append("    layer \(layer.shortname)")
                add(members.filter { $0.layerIDs.contains(layer.id) }, to: &lines)
            }
            let loose = members.filter(\.layerIDs.isEmpty)
            if !loose.isEmpty {
                lines.append("    in no layer")
                add(loose, to: &lines)
            }
        }
        if !layers.isEmpty { lines.append("  Systems Manager") }
        for layer in layers {
            lines.append("    \(layer.title)")
            if layer.machines.isEmpty { lines.append("      (empty)") }
            for machine in layer.machines { add(machine, indent: 6, to: &lines) }
        }
        let members = Set(layers.flatMap(\.machines).map(\.id))
        let outsiders = state.machines.filter { machine in
            !members.contains(machine.id)
                && !state.opsworks.members.contains { $0.ec2InstanceID == machine.id }
        }
        if !outsiders.isEmpty {
            lines.append("  machines in no stack")
            for machine in outsiders { add(machine, indent: 4, to: &lines) }
        }
        let objects = state.buckets.flatMap { bucket in
            bucket.objects.sorted { $0.key < $1.key }.map { key, object in
                "    s3://\(bucket.name)/\(key)  \(object.content.count) bytes"
            }
        }
        if !objects.isEmpty { lines += ["  S3"] + objects }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Adds a machine with the documents that have run on it, or are to run.
    private func add(_ machine: Machine, indent: Int, to lines: inout [String]) {
        let margin = String(repeating: " ", count: indent)
        lines.append("\(margin)\(machine.id)  \(machine.state.rawValue)\(tags(of: machine))")
        for association in state.systemsManager.associations where association.fits(machine) {
            let status = association.execution(on: machine.id).detailedStatus
            lines.append("\(margin)  \(association.document)  \(status)  by association")
        }
        for command in state.systemsManager.commands where command.instanceID == machine.id {
            lines.append("\(margin)  \(command.document)  \(command.status.rawValue)  by command")
        }
    }

    private func add(_ members: [Member], to lines: inout [String]) {
        if members.isEmpty { lines.append("      (empty)") }
        let width = members.map(\.hostname.count).max() ?? 0
        for member in members.sorted(by: { $0.hostname < $1.hostname }) {
            let padding = String(repeating: " ", count: width - member.hostname.count)
            let machine = state.machines.first { $0.id == member.ec2InstanceID }
            let id = member.ec2InstanceID ?? "on premises"
            lines.append(
                "      \(member.hostname)\(padding)  \(member.life.status.rawValue)  \(id)"
                    + (machine.map(tags) ?? ""))
        }
    }

    private func tags(of machine: Machine) -> String {
        let tags = machine.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
        return tags.isEmpty ? "" : "  " + tags.joined(separator: " ")
    }
}
