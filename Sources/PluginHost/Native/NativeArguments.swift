import Pipeline

/// The sources of a call's arguments: values by position, values by name, and facts.
struct NativeArguments: Sendable, Equatable {
    private let positional: [Value]
    private let named: [String: Value]

    static let none = NativeArguments(positional: [], named: [:])

    private init(positional: [Value], named: [String: Value]) {
        self.positional = positional
        self.named = named
    }

    /// The facts that a signature needs: its names that have no value here.
    func facts(of signature: Signature) -> [FactName] {
        signature.names.filter { named[$0] == nil }.compactMap { FactName($0) }
    }

    /// The mismatch between these and a signature, as a predicate; nil if they fit.
    func problem(with signature: Signature) -> String? {
        let unnamed = signature.arguments.count - signature.names.count
        guard positional.count == unnamed else {
            return "has \(positional.count) \(positional.count == 1 ? "value" : "values"), and the "
                + "signature has \(unnamed) \(unnamed == 1 ? "argument" : "arguments") without a name"
        }
        if let unknown = named.keys.sorted().first(where: { !signature.names.contains($0) }) {
            let near = nearestName(to: unknown, among: signature.names)
            return "has `\(unknown)`, which the signature does not name"
                + (near.map { "; did you mean `\($0)`?" } ?? "")
        }
        return nil
    }

    /// Returns one value for each argument of the signature, in its order.
    func values(for signature: Signature, facts: Facts) throws(PluginError) -> [Value] {
        var rest = positional[...]
        var values: [Value] = []
        for argument in signature.arguments {
            if let name = argument.name {
                values.append(try value(named: name, facts))
            } else if let next = rest.popFirst() {
                values.append(next)
            }
        }
        return values
    }

    private func value(named name: String, _ facts: Facts) throws(PluginError) -> Value {
        if let value = named[name] { return value }
        guard let fact = FactName(name), let value = facts[fact] else {
            throw .badArgument(name, "is a fact that nothing has given")
        }
        guard !Facts.isSecret(fact) else { throw .secretArgument(name) }
        return value
    }
}

extension NativeArguments: FactValue {
    static var shape: ValueShape {
        .either([.list(of: .anything, atLeast: 0), .mapping(to: .anything)])
    }
    static var typeName: String {
        "a list of values, or a mapping from the signature's names to values"
    }

    init?(_ value: Value) {
        switch value {
        case .list(let values): self.init(positional: values, named: [:])
        case .map(let entries): self.init(positional: [], named: entries)
        default: return nil
        }
    }

    var value: Value { named.isEmpty ? .list(positional) : .map(named) }
}
