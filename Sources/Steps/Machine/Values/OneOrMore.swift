import Pipeline

/// A parameter that is a list, or a single item that stands for a list of one.
struct OneOrMore<Item: FactValue & Equatable>: Sendable, Equatable {
    let items: [Item]

    init(_ items: [Item]) { self.items = items }
}

extension OneOrMore: FactValue {
    static var shape: ValueShape {
        .either([Item.shape, .list(of: Item.shape, atLeast: 1)])
    }
    static var typeName: String { "\(Item.typeName), or a list of such" }

    init?(_ value: Value) {
        if let item = Item(value) {
            self.init([item])
        } else if let items = [Item](value), !items.isEmpty {
            self.init(items)
        } else {
            return nil
        }
    }

    var value: Value { items.count == 1 ? items[0].value : items.value }
}
