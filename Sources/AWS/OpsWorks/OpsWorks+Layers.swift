import JSON

extension OpsWorks {
    /// A layer of a stack.
    package struct Layer: Sendable, Equatable {
        package let id: String
        /// `custom`, or one of the built-in types, which registered instances cannot join; nil if
        /// the reply leaves it out.
        package let type: String?
        /// Nil if the reply leaves it out.
        package let shortname: String?
        /// Whether OpsWorks restarts or replaces instances that stop responding.
        package let enableAutoHealing: Bool

        init(_ reader: ReplyFields) throws(MalformedReply) {
            id = try reader.string("LayerId")
            type = try reader.optionalString("Type")
            shortname = try reader.optionalString("Shortname")
            // It is on by default, so a reply that leaves it out does not mean that it is off.
            enableAutoHealing = try reader.optionalFlag("EnableAutoHealing") ?? true
        }
    }

    /// All layers of a stack.
    package func describeLayers(stackID: String) async throws(AWSError) -> [Layer] {
        try await describeLayers(["StackId": .string(stackID)])
    }

    /// The layers with these ids.
    package func describeLayers(ids: [String]) async throws(AWSError) -> [Layer] {
        try await describeLayers(["LayerIds": .array(ids.map { .string($0) })])
    }

    private func describeLayers(_ input: JSONValue) async throws(AWSError) -> [Layer] {
        try await call("DescribeLayers", input) { reply throws(MalformedReply) in
            try reply.optionalList("Layers", Layer.init)
        }
    }

    /// The next free hostname in the layer's theme; this does not reserve it.
    package func getHostnameSuggestion(layerID: String) async throws(AWSError) -> String {
        try await call(
            "GetHostnameSuggestion", ["LayerId": .string(layerID)]
        ) { reply throws(MalformedReply) in try reply.string("Hostname") }
    }

    /// Switches auto healing of a layer on or off.
    package func updateLayer(id: String, enableAutoHealing: Bool) async throws(AWSError) {
        try await call(
            "UpdateLayer",
            ["LayerId": .string(id), "EnableAutoHealing": .bool(enableAutoHealing)],
            isRepeatable: true)
    }
}
