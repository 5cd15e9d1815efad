package import Foundation

// The operations on layers.
extension OpsWorks {
    private static let described: Set = [
        "LayerId", "StackId", "Type", "Name", "Shortname", "EnableAutoHealing",
    ]

    @Sendable static func createLayer(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let stack = try state.opsworks.stack(try input.required("StackId"), in: call.region)
        let type = try input.required("Type")
        let name = try input.required("Name")
        let shortname = try input.required("Shortname")
        let siblings = state.opsworks.layers.filter { $0.stackID == stack.id }
        guard !siblings.contains(where: { $0.name == name }) else {
            throw .validation("There is already a layer named \"\(name)\" for this stack")
        }
        guard !siblings.contains(where: { $0.shortname == shortname }) else {
            throw .validation(
                "There is already a layer with shortname \"\(shortname)\" for this stack")
        }
        try check(shortname: shortname)
        let layer = state.makeLayer(
            in: stack, type: type, name: name, shortname: shortname,
            autoHealing: try input.bool("EnableAutoHealing") ?? true, at: call.now,
            settings: input.others(than: described))
        return ["LayerId": .string(layer.id)]
    }

    @Sendable static func describeLayers(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let layers: [Layer]
        switch (try input.string("StackId"), try input.strings("LayerIds")) {
        case (let id?, nil):
            let stack = try state.opsworks.stack(id, in: call.region)
            layers = state.opsworks.layers.filter { $0.stackID == stack.id }
        case (nil, let ids?):
            var found: [Layer] = []
            for id in ids {
                found.append(state.opsworks.layers[try state.opsworks.layer(id, in: call.region)])
            }
            layers = found
        case (nil, nil), (.some, .some):
            throw .validation("Please provide one or more layer IDs or a stack ID")
        }
        return ["Layers": .array(layers.map(\.json))]
    }

    @Sendable static func updateLayer(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let index = try state.opsworks.layer(try input.required("LayerId"), in: call.region)
        var layer = state.opsworks.layers[index]
        layer.name = try input.string("Name") ?? layer.name
        layer.autoHealing = try input.bool("EnableAutoHealing") ?? layer.autoHealing
        if let shortname = try input.string("Shortname") {
            try check(shortname: shortname)
            layer.shortname = shortname
        }
        layer.settings.merge(input.others(than: described)) { _, new in new }
        state.opsworks.layers[index] = layer
        return [:]
    }

    @Sendable static func deleteLayer(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let index = try state.opsworks.layer(try input.required("LayerId"), in: call.region)
        let layer = state.opsworks.layers[index]
        guard !state.opsworks.members.contains(where: { $0.layerIDs.contains(layer.id) }) else {
            throw .validation(
                "This layer still has instances. Please delete or unassign them first.")
        }
        state.opsworks.layers.remove(at: index)
        return [:]
    }

    @Sendable static func getHostnameSuggestion(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let index = try state.opsworks.layer(try input.required("LayerId"), in: call.region)
        let layer = state.opsworks.layers[index]
        let stack = try state.opsworks.stack(layer.stackID, in: call.region)
        let hostname = stack.hostnameTheme.suggestion(for: layer.shortname) { name in
            state.opsworks.isTaken(name, in: stack.id)
        }
        return ["LayerId": .string(layer.id), "Hostname": .string(hostname)]
    }

    private static func check(shortname: String) throws(ServiceError) {
        let allowed = shortname.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || "-_.".utf8.contains($0)
        }
        guard allowed, !shortname.isEmpty, shortname.utf8.count <= 200 else {
            throw .validation(
                "Shortname may only contain lowercase letters, numbers, dots, dashes and "
                    + "underscores, and at most 200 characters")
        }
    }
}

extension CloudState {
    /// Makes a layer.
    package mutating func makeLayer(
        id: String? = nil, in stack: Stack, type: String = "custom", name: String,
        shortname: String, autoHealing: Bool, at date: Date, settings: [String: JSONValue] = [:]
    ) -> Layer {
        let id = id ?? identifiers.uuid()
        let layer = Layer(
            id: id, stackID: stack.id,
            arn: partition.arn("opsworks:\(stack.apiRegion):\(account):layer/\(id)"), type: type,
            name: name, shortname: shortname, autoHealing: autoHealing, createdAt: date,
            settings: settings)
        opsworks.layers.append(layer)
        return layer
    }
}
