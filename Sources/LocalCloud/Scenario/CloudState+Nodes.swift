import Foundation

// A fleet that has booted already, as a scenario's `nodes` has it.
extension CloudState {
    /// How a node failed.
    private struct Way {
        let step: String
        let failureClass: String
        let reason: String
    }

    /// What they report has ids and numbers of their own in it, as real reasons have.
    private static func way(_ number: Int, of id: String) -> Way {
        switch number {
        case 0:
            Way(
                step: "wait-until-applied", failureClass: "refused",
                reason: "the association \(id.dropFirst(2).prefix(8)) has failed on \(id): "
                    + "recipe[shop]: no such cookbook")
        case 1:
            Way(
                step: "wait-until-applied", failureClass: "timeout",
                reason: "the association has not come to an end within 30m")
        case 2:
            Way(
                step: "warm-cache", failureClass: "refused",
                reason: "`warm-cache` ended with status 28: curl: (28) Connection timed out")
        default:
            Way(
                step: "check-health", failureClass: "timeout",
                reason: "http://\(id).internal:8080/health has not answered with 200 within 5m")
        }
    }

    /// The steps of a boot and the seconds that each takes as a rule.
    private static let steps: [(name: String, seconds: Double)] = [
        ("ohai-hint", 0.002), ("install-dependencies", 2.4), ("look-up-associations", 0.12),
        ("derive-hostname", 0.01), ("tag-instance", 0.15), ("start-ssm-agent", 0.03),
        ("wait-until-managed", 4.2), ("wait-until-applied", 31), ("warm-cache", 1.1),
        ("check-health", 0.4),
    ]

    mutating func add(_ plan: Scenario.NodesPlan, region: String, at now: Date) {
        var common = Scenario.InstancePlan(region: region)
        common.tags = [
            "enlist:stack": plan.stack,
            "enlist:layer": "/enlist/\(plan.stack.replacing(byte: " ", by: "/"))/\(plan.layer)",
            "Name": "\(plan.stack) - \(plan.layer)",
        ]
        common.scaling = ScalingMembership(group: plan.group, hook: nil, state: "InService")
        for number in 0..<plan.count {
            add(common, number: number, at: now)
            let index = machines.count - 1
            let id = machines[index].id
            let rest = number - plan.failed
            if rest >= plan.silent, rest < plan.silent + plan.unmanaged {
                machines[index].agent.nextPing = nil
                machines[index].tags["enlist:failure"] =
                    "\(Timestamp.iso8601(now)) \(plan.stack)/\(plan.layer), wait-until-managed, "
                    + "timeout: Systems Manager has not heard of \(id)"
                continue
            }
            machines[index].agent.hasStarted = true
            machines[index].agent.nextPing = nil
            machines[index].agent.heardAt = now
            machines[index].agent.activeSince = now
            machines[index].agent.hasBeenActive = true
            if (0..<plan.silent).contains(rest) { continue }
            let way = number < plan.failed ? Self.way(number % plan.ways, of: id) : nil
            let hasLeft = number >= plan.count - plan.left
            if hasLeft { machines[index].state = .terminated }
            report(
                id, number, status: way != nil ? "failed" : hasLeft ? "left" : "joined", way,
                plan, at: now)
        }
    }

    /// Puts what `enlist` would have put.
    private mutating func report(
        _ id: String, _ number: Int, status: String, _ way: Way?, _ plan: Scenario.NodesPlan,
        at now: Date
    ) {
        var steps: [String] = []
        var items: [ComplianceState.Item] = []
        var total = 0.0
        for step in Self.steps {
            // Boots differ, and some packages come from a slow mirror.
            var seconds = step.seconds * (1 + Double(number % 17) / 40)
            if step.name == "install-dependencies", number % 97 == 5 { seconds += 170 }
            let fails = step.name == way?.step
            total += seconds
            steps.append(
                step.name + "=" + String(format: "%.3f", seconds) + (fails ? "*3!" : ""))
            var details = ["fate": fails ? "failed" : "done", "attempts": fails ? "3" : "1"]
            if let way, fails {
                details["class"] = way.failureClass
                details["reason"] = way.reason
            }
            items.append(
                .init(
                    id: step.name, title: "systems-manager: \(step.name)",
                    severity: fails ? .high : .informational, isCompliant: !fails,
                    details: details))
            if fails { break }
        }
        let run = "run-\(number)"
        systemsManager.inventory.items[id, default: [:]]["Custom:Enlist"] = .init(
            schemaVersion: "1.0", capturedAt: Timestamp.iso8601(now), contentHash: run,
            content: [
                [
                    "run": run, "pipeline": status == "left" ? "leaving" : "systems-manager",
                    "version": "1.0.0", "status": status, "step": way?.step ?? "",
                    "class": way?.failureClass ?? "", "reason": way?.reason ?? "",
                    "stack": plan.stack, "layer": plan.layer, "group": plan.group,
                    "attempts": "\(steps.count + (way == nil ? 0 : 2))",
                    "duration": String(format: "%.3f", total), "requests": "17",
                    "boot": String(format: "%.3f", total + 9.5), "report": "",
                    "steps": steps.joined(separator: " "),
                ]
            ])
        systemsManager.compliance.reports[id, default: [:]]["Custom:Enlist"] = .init(
            executedAt: now, executionID: run, executionType: "Run", contentHash: run,
            items: items)
    }
}
