import AWS
import Pipeline

/// Finds the OpsWorks stack and layer by their names.
///
/// OpsWorks has no lookup by name: all stacks of an API region are listed and compared. The region
/// is that of the endpoint through which a stack was made, not of the stack: the instance's own is
/// asked first, then `us-east-1`, where most stacks are known ("classic"). A wrong region answers
/// with an empty list.
struct LookUpOpsWorksStack: StackLookup {
    static let stackName = Parameter<String>(
        "stack-name", "the stack's name", default: "v${major} ${environment} ${platform}")
    static let layer = Parameter<String>(
        "layer", "the layer's short name", default: "${product}")
    static let apiRegion = Parameter<String?>(
        "api-region",
        "the region whose endpoint knows the stack; else the instance's, then us-east-1")
    static let disableAutoHealing = Parameter<Bool>(
        "disable-auto-healing", "whether auto healing is switched off in a layer that has it on",
        default: false)

    let stackName: String
    let layerName: String
    let apiRegion: String?
    let disableAutoHealing: Bool
    let opsWorks: @Sendable (_ apiRegion: String) -> OpsWorks
    let instanceVPCID: @Sendable () async throws -> String?

    func lookUpStack(in context: StepContext) async throws -> (stack: Stack, layer: Layer) {
        let (stack, doubt) = try await findStack(
            for: try context.facts.require(.instanceRegion))
        if let doubt { context.warn(doubt) }
        context.note("stack \(stack.name) is \(stack.id), by way of \(stack.apiRegion)")
        let layer = try await findLayer(of: stack)
        if layer.enableAutoHealing {
            guard disableAutoHealing else { throw Failure.autoHealing(layerName) }
            try await opsWorks(stack.apiRegion).updateLayer(id: layer.id, enableAutoHealing: false)
            context.note("switched off auto healing in the layer \(layerName)")
        }
        return (stack, Layer(id: layer.id, name: layerName))
    }

    /// Finds the stack, which must be one for this instance; changes nothing.
    ///
    /// - Returns: the stack, and what could not be made sure of, where that is something.
    /// - Throws: `AWSError`, or a failure that says which stack it should be.
    func findStack(
        for instanceRegion: String
    ) async throws -> (stack: Stack, doubt: String?) {
        let (found, apiRegion) = try await search(from: instanceRegion)
        guard let arn = found.arn, let region = found.region else {
            throw Failure.incompleteStack(found, apiRegion: apiRegion)
        }
        let stack = Stack(
            id: found.id, name: found.name, arn: arn, region: region, apiRegion: apiRegion)
        guard stack.region == instanceRegion else {
            throw Failure.otherRegion(stack, instanceRegion: instanceRegion)
        }
        guard let vpcID = found.vpcID else { return (stack, nil) }
        return (stack, try await check(isIn: vpcID, stack.name))
    }

    private func search(
        from instanceRegion: String
    ) async throws -> (stack: OpsWorks.Stack, apiRegion: String) {
        let regions = apiRegion.map { [$0] } ?? OpsWorks.apiRegions(forInstancesIn: instanceRegion)
        var names: [String] = []
        var unreachable: AWSError?
        for region in regions {
            let stacks: [OpsWorks.Stack]
            do throws(AWSError) {
                stacks = try await opsWorks(region).describeStacks()
            } catch {
                // Not every region has ever had an endpoint: the next may still know the stack.
                guard error.kind == .endpointUnreachable else { throw error }
                unreachable = error
                continue
            }
            let found = stacks.filter { $0.name == stackName }
            guard found.count < 2 else {
                throw Failure.ambiguousStack(stackName, ids: found.map(\.id), apiRegion: region)
            }
            if let stack = found.first { return (stack, region) }
            names += stacks.map(\.name)
        }
        if let unreachable { throw unreachable }
        throw Failure.noStack(stackName, regions: regions, names: names)
    }

    /// Refuses a stack of another VPC, in which OpsWorks would not register the instance.
    ///
    /// A stack that names no VPC is not held against the instance's: not every service says it.
    ///
    /// - Returns: why that is not known, where it is not.
    private func check(isIn vpcID: String, _ stack: String) async throws -> String? {
        let own: String?
        do {
            own = try await instanceVPCID()
        } catch {
            if Task.isCancelled { throw error }
            // OpsWorks will check it too; only its words for it are worse.
            return "whether the instance is in the stack's VPC \(vpcID) is not known: "
                + Failure(error).message
        }
        guard own == vpcID else { throw Failure.otherVPC(vpcID, of: stack, instance: own) }
        return nil
    }

    /// Finds the layer, which must be one that registered instances can join; changes nothing.
    ///
    /// - Throws: `AWSError`, or a failure that says which layer it should be.
    func findLayer(of stack: Stack) async throws -> OpsWorks.Layer {
        let layers = try await opsWorks(stack.apiRegion).describeLayers(stackID: stack.id)
        guard let layer = layers.first(where: { $0.shortname == layerName }) else {
            throw Failure.noLayer(
                layerName, stack: stack.name, names: layers.compactMap(\.shortname))
        }
        if let type = layer.type, type != "custom" {
            throw Failure.builtInLayer(layerName, type: type, stack: stack.name)
        }
        return layer
    }
}

extension LookUpOpsWorksStack {
    /// The kind `look-up-stack`.
    static func kind(_ run: OpsWorksRun) -> StepKind {
        StepKind(
            "look-up-stack", role: .stackLookup,
            summary: "Finds the OpsWorks stack and layer by their names",
            parameters: [
                stackName.description, layer.description, apiRegion.description,
                disableAutoHealing.description,
            ],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            permissions: IAMPermission.declared { parameters in
                [.describeStacks, .opsWorks("DescribeLayers")]
                    + (parameters[disableAutoHealing.name].flatMap(Bool.init) == true
                        ? [.opsWorks("UpdateLayer")] : [])
            }
        ) { arguments throws(Failure) in
            LookUpOpsWorksStack(
                stackName: try arguments.value(stackName),
                layerName: try arguments.value(layer),
                apiRegion: try arguments.value(apiRegion),
                disableAutoHealing: try arguments.value(disableAutoHealing),
                opsWorks: run.opsWorks,
                instanceVPCID: { try await run.host.instanceVPCID() })
        }
        .requiring { [StackPrecondition(step: $0), LayerPrecondition(step: $0)] }
    }
}
