/// The cloud as people read it: stacks, their layers, and who is in them.
package struct Picture: CustomStringConvertible {
    private let state: CloudState

    package init(of state: CloudState) {
        self.state = state
    }

    package var description: String {
        var lines = ["The cloud afterwards:"]
        for stack in state.opsworks.stacks {
            lines.append("  stack \"\(stack.name)\" (\(stack.region))")
            let members = state.opsworks.members.filter { $0.stackID == stack.id }
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
        let outsiders = state.machines.filter { machine in
            !state.opsworks.members.contains { $0.ec2InstanceID == machine.id }
        }
        if !outsiders.isEmpty {
            lines.append("  machines in no stack of OpsWorks")
            for machine in outsiders {
                lines.append("    \(machine.id)  \(machine.state.rawValue)\(tags(of: machine))")
                for command in state.systemsManager.commands where command.instanceID == machine.id
                {
                    lines.append("      \(command.document)  \(command.status.rawValue)")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
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
