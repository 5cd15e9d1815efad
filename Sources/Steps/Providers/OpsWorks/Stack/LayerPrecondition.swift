import AWS
import Pipeline

/// Whether the stack has the layer and it takes registered instances; whether OpsWorks would fight
/// the Auto Scaling group for its instances.
struct LayerPrecondition: Precondition {
    let step: PlannedStep

    let name = "layer"
    let actions = ["opsworks:DescribeLayers"]
    let stage = PreconditionStage.services
    var needs: [FactName] { step.needs + Stack.facts }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let lookup: LookUpOpsWorksStack = try step.made(facts)
        let found = try await lookup.findLayer(of: Stack(facts))
        let learned = Layer(id: found.id, name: lookup.layerName).asFacts
        guard found.enableAutoHealing else {
            return .ok("`\(lookup.layerName)` is a custom layer without auto healing", learned)
        }
        guard lookup.disableAutoHealing else { throw Failure.autoHealing(lookup.layerName) }
        return .warning(
            "`\(lookup.layerName)` has auto healing on, which fights an Auto Scaling group; a run "
                + "switches it off, as `disable-auto-healing` says",
            remedy: "switch it off in the layer, or allow opsworks:UpdateLayer", learned)
    }
}
