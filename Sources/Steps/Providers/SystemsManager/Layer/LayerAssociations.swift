import AWS
import Pipeline

/// The layers that State Manager knows: associations whose target is the tag of a layer.
struct LayerAssociations: Sendable {
    /// The tag of an instance whose value is the path of its layer.
    static let tag = "enlist:layer"
    /// The fact that holds the ids of the layer's associations.
    static let fact = FactKey<[String]>("layer.associations")

    private let byPath: [String: [SystemsManager.Association]]

    init(_ associations: [SystemsManager.Association]) {
        var byPath: [String: [SystemsManager.Association]] = [:]
        for association in associations {
            for path in association.targets["tag:\(Self.tag)"] ?? [] {
                byPath[path, default: []].append(association)
            }
        }
        self.byPath = byPath
    }

    /// The associations of a layer, in the order of their ids.
    ///
    /// - Throws: a failure of class `notFound` that names the layers of the same stack, and the nearest.
    func associations(of layer: ParameterPath) throws(Failure) -> [SystemsManager.Association] {
        guard let found = byPath[layer.text] else {
            throw .noLayer(layer, among: byPath.keys.sorted())
        }
        return found.sorted { $0.id < $1.id }
    }
}

extension Failure {
    fileprivate static func noLayer(_ layer: ParameterPath, among others: [String]) -> Failure {
        let near = nearestName(to: layer.text, among: others)
        return Failure(
            .notFound,
            "State Manager has no association for the tag \(LayerAssociations.tag)=\(layer.text)"
                + (near.map { "; the nearest is `\($0)`" } ?? ""),
            remedy: "check the inputs, the account and the region, or make the layer: aws ssm "
                + "create-association --name DOCUMENT --targets "
                + "Key=tag:\(LayerAssociations.tag),Values=\(layer.text)",
            details: others.isEmpty ? [] : ["layers there:"] + others.prefix(20).map { "  \($0)" })
    }
}
