/// One of the eight parts that a provider fills: its purpose, what it needs, what it gives.
package struct Role: Sendable, Hashable {
    /// The protocol's name.
    package let name: String
    /// Its place in the default order, counted from 1.
    package let number: Int
    package let needs: [FactName]
    package let gives: [FactName]

    init(_ name: String, _ number: Int, needs: [FactName] = [], gives: [FactName] = []) {
        self.name = name
        self.number = number
        self.needs = needs
        self.gives = gives
    }
}

extension Role {
    package static let ohaiHinting = Role("OhaiHinting", 1)

    package static let dependencyInstalling = Role("DependencyInstalling", 2)

    package static let stackLookup = Role(
        "StackLookup", 3,
        needs: Facts.inputs + [FactKey.instanceRegion.name],
        gives: Stack.facts + Layer.facts)

    package static let hostnameChoosing = Role(
        "HostnameChoosing", 4,
        gives: [FactKey.hostname.name])

    package static let tagging = Role(
        "Tagging", 5,
        needs: [FactKey.instanceID.name, FactKey.stackName.name, FactKey.hostname.name])

    package static let registering = Role(
        "Registering", 6,
        needs: Stack.facts + [FactKey.hostname.name, FactKey.identity.name])

    package static let polling = Role(
        "Polling", 7,
        needs: [FactKey.stackID.name, FactKey.instanceID.name],
        gives: Member.facts)

    package static let layerAssigning = Role(
        "LayerAssigning", 8,
        needs: [FactKey.memberID.name, FactKey.layerID.name])

    /// All eight, in the default order.
    package static let all = [
        ohaiHinting, dependencyInstalling, stackLookup, hostnameChoosing, tagging, registering,
        polling, layerAssigning,
    ]
}
