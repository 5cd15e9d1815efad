/// The layer of the stack to which the instance is to belong.
package struct Layer: Sendable, Equatable {
    package let id: String
    package let name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    static let facts = [FactKey.layerID.name, FactKey.layerName.name]

    package var asFacts: Facts {
        var facts = Facts()
        facts[.layerID] = id
        facts[.layerName] = name
        return facts
    }
}
