// The schema of scenarios, for editors. A test tries each of its keys on the readers.
extension Scenario {
    /// The schema of scenario files.
    package static var schema: Schema {
        .object([
            "region": .text, "account": .text, "partition": .text, "domain": .text,
            "refuses-unknown-ids": .flag, "imds-v1": .flag, "default-host-management": .flag,
            "clock-offset": .number, "installer-url": .text, "timings": Timings.schema,
            "stacks": .list(of: StackPlan.schema),
            "cloudformation": .list(
                of: .object(
                    required: ["name"],
                    ["name": .nonEmptyText, "status": .text, "resources": .texts])),
            "parameters": .textListMap,
            "documents": .list(
                of: .either(
                    .text,
                    .object(
                        required: ["name"],
                        ["name": .nonEmptyText, "content": .document, "file": .text]))),
            "associations": .list(
                of: .object(
                    required: ["document", "targets"],
                    [
                        "document": .nonEmptyText, "id": .text, "name": .text,
                        "targets": .textListMap, "parameters": .textListMap, "schedule": .text,
                    ])),
            "buckets": .list(
                of: .object(
                    required: ["name"],
                    [
                        "name": .nonEmptyText, "region": .text, "owner": .text, "kms-key": .text,
                    ])),
            "instances": .list(of: InstancePlan.schema),
            "nodes": NodesPlan.schema,
            "faults": .list(of: FaultRule.schema),
        ]).file(title: "A scenario of localcloud")
    }
}

extension Scenario.StackPlan {
    fileprivate static var schema: Schema {
        .object(
            required: ["name"],
            [
                "id": .text, "name": .nonEmptyText, "region": .text, "api-region": .text,
                "hostname-theme": .word(of: HostnameTheme.self), "vpc": .text,
                "protects-machines": .flag,
                "layers": .list(
                    of: .object(
                        required: ["shortname"],
                        [
                            "id": .text, "name": .text, "shortname": .nonEmptyText, "type": .text,
                            "auto-healing": .flag,
                        ])),
                "members": .list(
                    of: .object(
                        required: ["hostname"],
                        [
                            "hostname": .nonEmptyText, "status": .word(of: MemberLife.Status.self),
                            "layers": .texts,
                        ])),
            ])
    }
}

extension Scenario.InstancePlan {
    fileprivate static var schema: Schema {
        .object([
            "id": .text, "count": .integer(in: 1...2_000), "region": .text,
            "availability-zone": .text, "type": .text, "architecture": .text, "image": .text,
            "private-ip": .text, "public-ip": .text, "vpc": .text, "tags": .textMap,
            "tags-after": .amount, "tags-in-metadata": .flag,
            "role": .object(["name": .text, "allow": .texts, "deny": .texts]),
            "role-after": .amount, "credentials-after": .amount, "credentials-lifetime": .amount,
            "termination-protection": .flag,
            "auto-scaling": .object(
                required: ["group"],
                [
                    "group": .nonEmptyText, "hook": .text,
                    "state": .word(ScalingMembership.states),
                    "heartbeat-timeout": .amount, "listed-after": .amount,
                    "pool": .word(of: ScalingMembership.Pool.self),
                ]),
            "setup-fails": .word(of: Member.SetupFailure.self),
            "spot-interruption-after": .amount, "agent-after": .amount, "document-fails": .flag,
            "agent": .object([
                "asleep": .amount, "because": .word(of: StandInAgent.Cause.self),
                "hibernating": .amount, "real": .flag,
                "replies": .word(of: StandInAgent.Delivery.self),
            ]),
            "root": .text,
        ])
    }
}

extension Scenario.NodesPlan {
    fileprivate static var schema: Schema {
        .object(
            required: ["count"],
            [
                "count": .integer(in: 1...2_000), "failed": .integer(in: 0...2_000),
                "ways": .integer(in: 1...4), "silent": .integer(in: 0...2_000),
                "unmanaged": .integer(in: 0...2_000), "left": .integer(in: 0...2_000),
                "stack": .text, "layer": .text, "group": .text,
            ])
    }
}

extension Timings {
    fileprivate static var schema: Schema { .object(keys.mapValues { _ in .amount }) }
}

extension FaultRule {
    /// The schema of fault files.
    package static var fileSchema: Schema {
        .object(["faults": .list(of: schema)]).file(title: "Faults of localcloud")
    }

    fileprivate static var schema: Schema {
        .object([
            "service": .word(services), "operation": .text,
            "calls": .pattern("^(every|first|[1-9][0-9]*(-([1-9][0-9]*)?)?)$"),
            "instance": .text, "hold": .flag, "latency": .amount,
            "error": .either(.word(Refusal.names), .pattern("^[A-Z]")),
            "status": .integer(in: 400...599), "message": .text,
            "throttle": .object(required: ["rate"], ["rate": .amount, "burst": .amount]),
            "drop": .word(["before", "after"]),
            "cut-off": .integer(in: 0...Int(Int32.max)), "malformed": .flag, "skew": .number,
        ])
    }
}
