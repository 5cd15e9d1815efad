import AWS
import Pipeline

/// The layers in State Manager: associations whose target is one tag with a layer's path.
struct LayerAssociations: Sendable {
    /// The tag of an instance whose value is the path of its layer.
    static let tag = "enlist:layer"
    /// The fact that holds the ids of the layer's associations.
    static let fact = FactKey<[String]>("layer.associations")

    private let tag: String
    private let byPath: [String: [SystemsManager.Association]]

    /// Takes associations.
    ///
    /// - Parameters:
    ///   - associations: those of the account in the region.
    ///   - tag: the key of the tag that they target.
    init(_ associations: [SystemsManager.Association], by tag: String = Self.tag) {
        self.tag = tag
        var byPath: [String: [SystemsManager.Association]] = [:]
        for association in associations {
            for path in association.targets["tag:\(tag)"] ?? [] {
                byPath[path, default: []].append(association)
            }
        }
        self.byPath = byPath
    }

    /// The associations of a layer, sorted by id; none for a layer that does not exist.
    func of(_ layer: String) -> [SystemsManager.Association] {
        byPath[layer, default: []].sorted { $0.id < $1.id }
    }

    /// The associations of a layer that must exist, sorted by id.
    ///
    /// - Throws: a failure of class `notFound` that names the layers of the same stack, and the
    ///   nearest.
    func associations(of layer: ParameterPath) throws(Failure) -> [SystemsManager.Association] {
        let found = of(layer.text)
        guard !found.isEmpty else { throw .noLayer(layer, tag, among: byPath.keys.sorted()) }
        return found
    }
}

extension Failure {
    fileprivate static func noLayer(_ layer: ParameterPath, _ tag: String, among others: [String])
        -> Failure
    {
        let near = nearestName(to: layer.text, among: others)
        return Failure(
            .notFound,
            "State Manager has no association for the tag \(tag)=\(layer.text)"
                + (near.map { "; the nearest is `\($0)`" } ?? ""),
            remedy: "check the inputs, the account and the region, or create the layer: aws ssm "
                + "create-association --name DOCUMENT --targets "
                + "Key=tag:\(tag),Values=\(layer.text)",
            details: others.isEmpty ? [] : ["layers there:"] + others.prefix(20).map { "  \($0)" })
    }
}
