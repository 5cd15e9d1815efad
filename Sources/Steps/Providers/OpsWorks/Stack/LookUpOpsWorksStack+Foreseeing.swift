import AWS
import Pipeline

extension LookUpOpsWorksStack: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let (stack, _) = try await findStack(for: facts.require(.instanceRegion))
        let layer = try await findLayer(of: stack)
        let given = stack.asFacts.merging(Layer(id: layer.id, name: layerName).asFacts)
        guard layer.enableAutoHealing else {
            return .nothing(
                "the layer is `\(layerName)` of the stack `\(stack.name)`", giving: given)
        }
        guard disableAutoHealing else { throw Failure.autoHealing(layerName) }
        return .change("switch off auto healing in the layer `\(layerName)`", giving: given)
    }
}
