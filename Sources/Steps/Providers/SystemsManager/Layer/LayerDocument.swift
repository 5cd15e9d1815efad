import AWS
import Bytes
import Pipeline

/// The document of Systems Manager that makes an instance a member of a layer, and its parameters,
/// read from Parameter Store below the layer's path.
struct LayerDocument: Sendable, Equatable {
    /// Its name or ARN, from `<path>/document`.
    let name: String
    /// From `<path>/document-version`: a number, `$LATEST` or `$DEFAULT`, which it is by default.
    let version: String
    /// From `<path>/parameters/<name>`: a `StringList` is a list, a `String` one value.
    let parameters: [String: [String]]
    /// The names below the path that have no meaning here.
    let unused: [String]

    /// Interprets the parameters below a path.
    ///
    /// - Parameters:
    ///   - found: everything below the path.
    ///   - path: the layer's.
    ///   - others: the paths of the stack's layers, if the layer has nothing and they are known.
    /// - Throws: a failure of class `notFound` if the document is not named; `refused` for a value
    ///   that would have to be decrypted.
    init(
        _ found: [SystemsManager.Parameter], at path: ParameterPath, among others: [String] = []
    ) throws(Failure) {
        var name: String?
        var version: String?
        var parameters: [String: [String]] = [:]
        var unused: [String] = []
        for parameter in found {
            let below = parameter.name.dropping(bytes: path.text.utf8.count + 1)
            let parts = below.parts(at: "/").filter { !$0.isEmpty }
            switch (parts.first, parts.count) {
            case ("document", 1): name = try parameter.text
            case ("document-version", 1): version = try parameter.text
            case ("parameters", 2):
                parameters[parts[1]] =
                    parameter.type == "StringList"
                    ? parameter.value.parts(at: ",").filter { !$0.isEmpty }
                    : [try parameter.text]
            default: unused.append(parameter.name)
            }
        }
        guard let name else { throw .noDocument(path, isEmpty: found.isEmpty, others) }
        self.name = name
        self.version = version ?? "$DEFAULT"
        self.parameters = parameters
        self.unused = unused.sorted()
    }
}

extension LayerDocument {
    static let nameFact = FactKey<String>("layer.document")
    static let versionFact = FactKey<String>("layer.document-version")
    static let parametersFact = FactKey<[String: [String]]>("layer.document-parameters")

    static let facts = [nameFact.name, versionFact.name, parametersFact.name]
    static let types = nameFact.type.merging(versionFact.type) { $1 }
        .merging(parametersFact.type) { $1 }

    var asFacts: Facts {
        var facts = Facts()
        facts[Self.nameFact] = name
        facts[Self.versionFact] = version
        facts[Self.parametersFact] = parameters
        return facts
    }
}

extension SystemsManager.Parameter {
    fileprivate var text: String {
        get throws(Failure) {
            guard type != "SecureString" else { throw .encrypted(name) }
            return value
        }
    }
}

extension Failure {
    fileprivate static func noDocument(
        _ path: ParameterPath, isEmpty: Bool, _ others: [String]
    ) -> Failure {
        let near = nearestName(to: path.text, among: others).map { "; the nearest is `\($0)`" }
        return Failure(
            .notFound,
            isEmpty
                ? "Parameter Store has nothing below `\(path.text)`\(near ?? "")"
                : "Parameter Store has no `\(path.text)/document`, which names the layer's document",
            remedy: "check the inputs, the account and the region, or create the layer: aws ssm "
                + "put-parameter --type String --name \(path.text)/document --value "
                + "AWS-ApplyChefRecipes",
            details: others.isEmpty ? [] : ["layers there:"] + others.prefix(20).map { "  \($0)" })
    }

    /// A command's parameters can be read by everybody who may list commands.
    fileprivate static func encrypted(_ name: String) -> Failure {
        Failure(
            .refused,
            "`\(name)` is a SecureString, and what a document is given stays readable in the list of "
                + "commands",
            remedy:
                "make it a String, and let the document fetch the secret itself, on the instance")
    }
}
