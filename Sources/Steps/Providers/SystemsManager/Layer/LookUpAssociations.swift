import AWS
import Pipeline

/// Finds the layer as what State Manager does to all instances that carry its tag.
///
/// Systems Manager has neither stacks nor layers. What stands for a layer is a path, which is the value of
/// one tag; an association targets that tag and says which document makes an instance what it is to be.
/// The path above it is the stack.
struct LookUpAssociations: StackLookup {
    static let path = Parameter<String>(
        "path", "the path of the stack", default: "/enlist/v${major}/${environment}/${platform}")

    static let tag = Parameter<String>(
        "tag", "the key of the tag that the associations target", default: LayerAssociations.tag)

    let path: String
    let tag: String
    let stackName: String
    let layerName: String
    let host: Host

    func lookUpStack(in context: StepContext) async throws -> (stack: Stack, layer: Layer) {
        let found = try await find(context.facts)
        return (found.stack, found.layer)
    }

    /// Gives the associations too, which is more than the role asks for.
    func run(in context: StepContext) async throws -> Facts {
        let (stack, layer, associations) = try await find(context.facts)
        let documents = associations.map(\.document).joined(separator: ", ")
        context.note("the layer \(layer.id) is set up by \(documents)")
        var facts = stack.asFacts.merging(layer.asFacts)
        facts[LayerAssociations.fact] = associations.map(\.id)
        return facts
    }

    /// Finds all; changes nothing.
    ///
    /// - Throws: `AWSError`, or a failure that says what is missing.
    func find(
        _ facts: Facts
    ) async throws -> (stack: Stack, layer: Layer, associations: [SystemsManager.Association]) {
        let region = try facts.require(.instanceRegion)
        let account = try facts.require(.accountID)
        let (stackPath, layerPath) = try ParameterPath.layer(layerName, of: path)
        let api = host.systemsManager(region)
        let associations = try await LayerAssociations(api.associations(), by: tag)
            .associations(of: layerPath)
        let stack = Stack(
            id: stackPath.text, name: stackName,
            arn: api.arn(ofParameter: stackPath.text, account: account), region: region,
            apiRegion: region)
        return (stack, Layer(id: layerPath.text, name: layerName), associations)
    }
}

extension LookUpAssociations: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let (stack, layer, associations) = try await find(facts)
        let documents = associations.map(\.document).joined(separator: ", ")
        var given = stack.asFacts.merging(layer.asFacts)
        given[LayerAssociations.fact] = associations.map(\.id)
        return .nothing("the layer \(layer.id) is set up by \(documents)", giving: given)
    }
}

extension LookUpAssociations {
    /// The kind `look-up-associations`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "look-up-associations", role: .stackLookup,
            summary: "Finds the layer as the State Manager associations that target its tag",
            parameters: [
                path.description, tag.description, LookUpParameters.stackName.description,
                LookUpParameters.layer.description,
            ],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            needs: [FactKey.accountID.name], gives: [LayerAssociations.fact.name],
            permissions: IAMPermission.declared { _ in [.systemsManager("ListAssociations")] }
        ) { arguments throws(Failure) in
            LookUpAssociations(
                path: try arguments.value(path), tag: try arguments.value(tag),
                stackName: try arguments.value(LookUpParameters.stackName),
                layerName: try arguments.value(LookUpParameters.layer), host: host)
        }
        .typing { _ in LayerAssociations.fact.type }
        .requiring { step in
            [
                AssociationsPrecondition(step: step),
                CloudInitPrecondition(step: nil, host: host),
            ]
        }
    }
}

/// Whether State Manager has associations for the layer.
struct AssociationsPrecondition: Precondition {
    let step: PlannedStep

    let name = "layer"
    let actions = ["ssm:ListAssociations"]
    let stage = PreconditionStage.services
    var needs: [FactName] { step.needs }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let lookup: LookUpAssociations = try step.made(facts)
        let (stack, layer, associations) = try await lookup.find(facts)
        let documents = associations.map(\.document).joined(separator: ", ")
        var learned = stack.asFacts.merging(layer.asFacts)
        learned[CloudInitPrecondition.documents] = Dictionary(
            associations.map { ($0.document, [$0.version]) }, uniquingKeysWith: +)
        return .ok(
            "`\(layer.name)` is set up by \(documents), for the tag \(lookup.tag)=\(layer.id)",
            learned)
    }
}
