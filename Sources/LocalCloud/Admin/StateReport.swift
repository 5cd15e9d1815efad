/// The cloud as a JSON document: stacks, layers, members, machines, IAM.
package struct StateReport {
    private let state: CloudState

    package init(of state: CloudState) {
        self.state = state
    }

    /// The document.
    package var json: JSONValue {
        [
            "stacks": .array(state.opsworks.stacks.map(describe)),
            "machines": .array(state.machines.map(describe)),
            "cloudformation": .array(state.formations.map(describe)),
            "buckets": .array(state.buckets.map(describe)),
            "systems-manager": [
                "parameters": .object(
                    state.systemsManager.parameters.mapValues { .string($0.value) }),
                "commands": .array(state.systemsManager.commands.map(describe)),
                "associations": .array(state.systemsManager.associations.map(describe)),
                "agents": .array(
                    state.machines.map { machine in
                        [
                            "instance": .string(machine.id),
                            "heard": .bool(machine.agent.heardAt != nil),
                            "active": .bool(machine.agent.activeSince != nil),
                        ]
                    }),
            ],
            "iam": [
                "groups": .array(
                    state.iam.groups.values.sorted { $0.name < $1.name }.map { group in
                        [
                            "name": .string(group.name), "path": .string(group.path),
                            "users": .strings(group.members.sorted()),
                        ]
                    }),
                "users": .array(state.iam.users.values.sorted { $0.name < $1.name }.map(describe)),
            ],
            "auto-scaling-tags": .array(
                state.groupTags.map { tag in
                    [
                        "group": .string(tag.group), "region": .string(tag.region),
                        "key": .string(tag.key), "value": .string(tag.value),
                    ]
                }),
            "commands": .array(state.opsworks.commands.map(\.json)),
            "service-errors": .array(state.opsworks.faults.map(\.json)),
        ]
    }

    private func describe(_ bucket: Bucket) -> JSONValue {
        [
            "name": .string(bucket.name), "region": .string(bucket.region),
            "objects": .array(
                bucket.objects.sorted { $0.key < $1.key }.map { key, object in
                    [
                        "key": .string(key), "type": .string(object.type),
                        "size": .number(object.content.count),
                        "encryption": .string(object.encryption.algorithm),
                    ]
                }),
        ]
    }

    private func describe(_ stack: Stack) -> JSONValue {
        [
            "id": .string(stack.id), "name": .string(stack.name), "region": .string(stack.region),
            "api-region": .string(stack.apiRegion),
            "layers": .array(
                state.opsworks.layers.filter { $0.stackID == stack.id }.map { layer in
                    [
                        "id": .string(layer.id), "name": .string(layer.name),
                        "shortname": .string(layer.shortname),
                        "auto-healing": .bool(layer.autoHealing),
                    ]
                }),
            "instances": .array(
                state.opsworks.members.filter { $0.stackID == stack.id }.map(describe)),
        ]
    }

    private func describe(_ member: Member) -> JSONValue {
        let shortnames = member.layerIDs.compactMap { id in
            state.opsworks.layers.first { $0.id == id }?.shortname
        }
        return .object(dropping: [
            "id": .string(member.id), "hostname": .string(member.hostname),
            "status": .string(member.life.status.rawValue),
            "ec2-instance-id": member.ec2InstanceID.map { .string($0) },
            "layers": .strings(shortnames), "registered-by": .string(member.registeredBy),
        ])
    }

    private func describe(_ machine: Machine) -> JSONValue {
        .object(dropping: [
            "id": .string(machine.id), "region": .string(machine.region),
            "state": .string(machine.state.rawValue),
            "termination-protection": .bool(machine.isProtected),
            "tags": .object(machine.tags.mapValues { .string($0) }),
            "auto-scaling": machine.scaling.map { scaling in
                .object(dropping: [
                    "group": .string(scaling.group), "hook": scaling.hook.map { .string($0) },
                    "state": .string(scaling.state), "health": .string(scaling.health),
                    "heartbeats": .number(scaling.heartbeats),
                    "results": .strings(scaling.results),
                ])
            },
        ])
    }

    private func describe(_ stack: FormationStack) -> JSONValue {
        [
            "name": .string(stack.name), "status": .string(stack.status),
            "signals": .array(
                stack.signals.map { signal in
                    [
                        "resource": .string(signal.resource), "id": .string(signal.id),
                        "status": .string(signal.status),
                    ]
                }),
        ]
    }

    private func describe(_ command: NodeCommand) -> JSONValue {
        [
            "id": .string(command.orderID), "instance": .string(command.instanceID),
            "document": .string(command.document), "version": .string(command.version),
            "parameters": .object(command.parameters), "comment": .string(command.comment),
            "status": .string(command.status.rawValue),
            "steps": .array(
                command.steps.map { step in
                    [
                        "name": .string(step.name), "status": .string(step.status.rawValue),
                        "code": .number(step.code), "output": .string(step.output),
                    ]
                }),
        ]
    }

    private func describe(_ association: Association) -> JSONValue {
        .object(dropping: [
            "id": .string(association.id), "name": association.name.map { .string($0) },
            "document": .string(association.document),
            "targets": .object(
                Dictionary(
                    association.targets.map { ($0.key, .strings($0.values)) },
                    uniquingKeysWith: { first, _ in first })),
            "instances": .array(
                state.machines.filter(association.fits).map { machine in
                    let execution = association.execution(on: machine.id)
                    return .object(dropping: [
                        "instance": .string(machine.id), "status": .string(execution.status),
                        "detailed-status": .string(execution.detailedStatus),
                        "summary": execution.summary.map { .string($0) },
                        "ended": .number(execution.count),
                    ])
                }),
        ])
    }

    private func describe(_ user: IAMState.User) -> JSONValue {
        let keys = state.credentials.values.filter { $0.owner == .user(user.name) }
        return [
            "name": .string(user.name), "path": .string(user.path),
            "policies": .strings(user.policies.keys.sorted()),
            "attached-policies": .strings(user.attached.sorted()),
            "access-keys": .strings(keys.map(\.accessKeyID).sorted()),
        ]
    }
}
