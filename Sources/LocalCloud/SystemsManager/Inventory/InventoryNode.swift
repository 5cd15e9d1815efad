import Foundation

/// A node and all that is known of it.
struct InventoryNode {
    /// The type that each node has, whether anything was put or not.
    static let ownType = "AWS:InstanceInformation"

    let id: String
    let items: [String: InventoryState.Item]

    /// Creates a node of a machine whose agent has pinged; a terminated one stays for 30 days.
    init(_ machine: Machine, in inventory: InventoryState, at now: Date) {
        id = machine.id
        var items = inventory.items[machine.id] ?? [:]
        let heard = machine.agent.account.saidAt ?? machine.agent.heardAt ?? now
        items[Self.ownType] = InventoryState.Item(
            schemaVersion: "1.0", capturedAt: Timestamp.iso8601(heard), contentHash: nil,
            content: [
                [
                    "AgentType": "amazon-ssm-agent", "AgentVersion": "3.3.1611.0",
                    "ComputerName": "\(machine.id).\(machine.region).compute.internal",
                    "InstanceId": machine.id,
                    "InstanceStatus": machine.state == .running ? "Active" : "Terminated",
                    "IpAddress": machine.privateIP, "PlatformName": "Amazon Linux",
                    "PlatformType": "Linux", "PlatformVersion": "2023",
                    "ResourceType": "EC2Instance",
                ]
            ])
        self.items = items
    }

    func entries(of type: String) -> [[String: String]] { items[type]?.content ?? [] }
}
