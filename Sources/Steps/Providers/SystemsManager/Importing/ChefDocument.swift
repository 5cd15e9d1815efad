import Bytes
import JSON
import Pipeline

/// The document that runs a layer's recipes, and its parameters.
struct ChefDocument {
    static let name = "AWS-ApplyChefRecipes"
    /// The releases that the document installs, according to AWS' page.
    static let releases = 11...18

    /// The parameters of each run, except for the recipes.
    private let common: [JSONValue.Member]

    init(_ source: ChefSource, attributes: JSONValue?, version: String?) {
        var members: [JSONValue.Member] = [
            .init("SourceType", [.string(source.type)]),
            .init("SourceInfo", [.string(source.info.line)]),
        ]
        if let attributes {
            members.append(.init("JsonAttributesContent", [.string(attributes.line)]))
        }
        if let release = Self.release(version) {
            members.append(.init("ChefClientVersion", [.string(release)]))
        }
        common = members
    }

    /// The parameters of a run of recipes.
    func parameters(running recipes: [String]) -> JSONValue {
        .object(common + [.init("RunList", [.string(Self.runList(recipes))])])
    }

    /// The run list in the document's form: without a space after the comma.
    static func runList(_ recipes: [String]) -> String {
        recipes.map { "recipe[\($0)]" }.joined(separator: ",")
    }

    /// The release of a version: `11.10` belongs to 11; nil for one that the document does not
    /// install.
    static func release(_ version: String?) -> String? {
        guard let number = version?.parts(at: ".").first.flatMap({ Int($0) }),
            releases.contains(number)
        else { return nil }
        return String(number)
    }

    /// Whether a text is the name of a recipe: `cookbook` or `cookbook::recipe`.
    static func isRecipe(_ name: String) -> Bool {
        let parts = name.replacing(bytes: "::", by: ":").parts(at: ":")
        return (1...2).contains(parts.count)
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { $0.isLetter || $0.isDigit || "_-.".utf8.contains($0) }
            }
    }
}

extension JSONValue {
    /// One line of JSON in UTF-8.
    var line: String { text(escaping: .lineBreakers) }
}
