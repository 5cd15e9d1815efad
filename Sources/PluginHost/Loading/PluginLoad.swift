import Pipeline

/// How a plugin is to be loaded.
struct PluginLoad: Sendable, Equatable {
    let path: String
    /// The revision that the host pretends to have; nil for its own.
    var hostABI: Int?
}

extension PluginLoad {
    var value: Value {
        ["path": .string(path), "host-abi": hostABI.map(Value.integer) ?? .null]
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value, case .string(let path)? = entries["path"] else {
            return nil
        }
        self.init(path: path, hostABI: entries["host-abi"].flatMap { Int($0) })
    }
}
