import Bytes
import Pipeline
import Steps

/// The stack and the layers that a person has chosen.
struct StackChoice {
    let stack: DescribedStack
    let layers: [DescribedLayer]

    /// - Throws: a `CommandError` that names the existing ones.
    init(
        _ request: StackImport.Request, among stacks: [DescribedStack]
    ) throws(CommandError) {
        let names = stacks.map(\.name)
        let meant =
            request.stack.map { name in stacks.filter { $0.name.isSpelled(name) } } ?? stacks
        guard let stack = meant.first, meant.count == 1 else {
            throw CommandError(.badData, Failure.whichStack(request.stack, among: names))
        }
        if let refusal = stack.refusal { throw CommandError(.badData, refusal) }
        self.stack = stack
        var layers = stack.layers
        if !request.layers.isEmpty {
            let known = layers.map(\.shortName)
            for name in request.layers where !known.contains(where: name.isSpelled) {
                throw CommandError(.badData, Failure.noSavedLayer(name, among: known))
            }
            layers = layers.filter { layer in
                request.layers.contains { $0.isSpelled(layer.shortName) }
            }
        }
        guard !layers.isEmpty else { throw CommandError(.badData, Failure.noLayers(stack.name)) }
        self.layers = layers
    }
}
