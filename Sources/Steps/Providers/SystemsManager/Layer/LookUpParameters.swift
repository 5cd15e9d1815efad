import AWS
import Bytes
import Pipeline

/// Finds the stack and the layer as paths of Parameter Store.
///
/// Systems Manager has neither stacks nor layers. What stands for a layer is a path below which the
/// parameters say which document makes an instance what it is to be; the path above it is the stack.
struct LookUpParameters: StackLookup {
    static let path = Parameter<String>(
        "path", "the stack's path in Parameter Store",
        default: "/enlist/v${major}/${environment}/${platform}")
    static let stackName = Parameter<String>(
        "stack-name", "the stack's name for people", default: "v${major} ${environment} ${platform}"
    )
    static let layer = Parameter<String>(
        "layer", "the layer: the last part of its path", default: "${product}")

    let path: String
    let stackName: String
    let layerName: String
    let systemsManager: @Sendable (_ region: String) -> SystemsManager

    func lookUpStack(in context: StepContext) async throws -> (stack: Stack, layer: Layer) {
        let found = try await find(context.facts)
        return (found.stack, found.layer)
    }

    /// Gives the document too, which is more than the role asks for.
    func run(in context: StepContext) async throws -> Facts {
        let (stack, layer, document) = try await find(context.facts)
        context.note("the layer \(layer.name) is \(document.name), by \(layer.id)")
        if !document.unused.isEmpty {
            context.warn("no document or step uses \(document.unused.joined(separator: ", "))")
        }
        return stack.asFacts.merging(layer.asFacts).merging(document.asFacts)
    }

    /// Finds all; changes nothing.
    ///
    /// - Throws: `AWSError`, or a failure that says what is missing.
    func find(
        _ facts: Facts
    ) async throws -> (stack: Stack, layer: Layer, document: LayerDocument) {
        let region = try facts.require(.instanceRegion)
        let account = try facts.require(.accountID)
        let (stackPath, layerPath) = try ParameterPath.layer(layerName, of: path)
        let api = systemsManager(region)
        let found = try await api.parameters(below: layerPath.text)
        let others = found.isEmpty ? await Self.layers(below: stackPath, api) : []
        let document = try LayerDocument(found, at: layerPath, among: others)
        let stack = Stack(
            id: stackPath.text, name: stackName,
            arn: api.arn(ofParameter: stackPath.text, account: account), region: region,
            apiRegion: region)
        return (stack, Layer(id: layerPath.text, name: layerName), document)
    }
}

extension LookUpParameters {
    /// The layers that the stack has, to explain that one is missing; none where the role may not look.
    private static func layers(below stack: ParameterPath, _ api: SystemsManager) async -> [String]
    {
        let names = ((try? await api.parameters(below: stack.text)) ?? []).map(\.name)
        let layers = names.compactMap { name in
            name.rest(after: stack.text + "/")?.parts(at: "/").first.map { "\(stack.text)/\($0)" }
        }
        return Set(layers).sorted()
    }
}

extension LookUpParameters: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let (stack, layer, document) = try await find(facts)
        return .nothing(
            "the layer \(layer.name) is \(document.name), by \(layer.id)",
            giving: stack.asFacts.merging(layer.asFacts).merging(document.asFacts))
    }
}

extension LookUpParameters {
    /// The kind `look-up-parameters`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "look-up-parameters", role: .stackLookup,
            summary: "Finds stack and layer as paths of Systems Manager's Parameter Store",
            parameters: [path.description, stackName.description, layer.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            needs: [FactKey.accountID.name], gives: LayerDocument.facts,
            permissions: IAMPermission.declared { parameters in
                [.parameters(below: parameters[path.name], parameters[layer.name])]
            }
        ) { arguments throws(Failure) in
            LookUpParameters(
                path: try arguments.value(path), stackName: try arguments.value(stackName),
                layerName: try arguments.value(layer),
                systemsManager: host.systemsManager)
        }
        .typing { _ in LayerDocument.types }
        .requiring { [ParametersPrecondition(step: $0)] }
    }
}
