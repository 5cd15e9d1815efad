import Bytes
import JSON
import Pipeline

/// Reads the parameters that AWS' own migration script for OpsWorks Stacks has created.
///
/// Their names are `/ApplyChefRecipes-Preset/STACK-LAYER-ID/EVENT`, with the first six characters
/// of the stack's id and the event Setup, Deploy, Configure, Undeploy or Terminate; each holds
/// input of AWS-ApplyChefRecipes
/// (docs.aws.amazon.com/opsworks/latest/userguide/migrating-to-systems-manager-faqs.html). The
/// format of the value is documented nowhere: the reader accepts a JSON object of the document's
/// parameters, each a text, a list of texts, or JSON.
struct PresetReader: StackReader {
    private static let root = "/ApplyChefRecipes-Preset/"
    private static let events: [(word: String, event: LifecycleEvent)] = [
        ("Setup", .setup), ("Deploy", .deploy), ("Configure", .configure), ("Undeploy", .undeploy),
        ("Terminate", .shutdown),
    ]
    /// The document's parameters, according to AWS' page on State Manager and Chef.
    private static let known = [
        "SourceType", "SourceInfo", "RunList", "JsonAttributesSources", "JsonAttributesContent",
        "ChefClientVersion", "ChefClientArguments", "WhyRun", "ComplianceSeverity",
        "ComplianceType", "ComplianceReportBucket",
    ]

    let sources =
        "the parameters that AWS' own migration script made: `aws ssm get-parameters-by-path --path "
        + "/ApplyChefRecipes-Preset/ --recursive`"

    func recognises(_ answer: SavedAnswer) -> Bool { !Self.parameters(of: answer).isEmpty }

    func stacks(in answers: [SavedAnswer]) throws(Failure) -> [DescribedStack] {
        var order: [String] = []
        var works: [Spelling: [LifecycleEvent: JSONValue]] = [:]
        var leftovers: [Spelling: [Leftover]] = [:]
        for parameter in answers.flatMap(Self.parameters) {
            let parts = parameter.name.dropping(bytes: Self.root.utf8.count).parts(at: "/")
            guard let component = parts.first else { continue }
            let key = Spelling(component)
            if works[key] == nil {
                order.append(component)
                works[key] = [:]
            }
            guard parts.count == 2, let event = Self.event(parts[1]) else {
                leftovers[key, default: []].append(
                    Leftover(
                        .later, "the parameter \(Leftover.quoted(parameter.name))",
                        why: "AWS' script has not made it: it names no event",
                        instead: "it stays where it is"))
                continue
            }
            let (value, problems) = try Self.input(parameter)
            works[key]?[event] = value
            leftovers[key, default: []] += problems
        }
        return order.map { component in
            let key = Spelling(component)
            var stack = DescribedStack(name: component)
            var layer = DescribedLayer(shortName: "", .parameters(works[key] ?? [:]))
            layer.leftovers = leftovers[key] ?? []
            stack.layers = [layer]
            stack.leftovers = [Self.onlyRecipes]
            return stack
        }
    }

    private struct SavedParameter {
        let name: String
        let type: String
        let value: String
    }

    private static func parameters(of answer: SavedAnswer) -> [SavedParameter] {
        guard case .array(let elements)? = answer.content["Parameters"] else { return [] }
        return elements.compactMap { element in
            guard let name = element["Name"]?.string, name.begins(with: root),
                let value = element["Value"]?.string
            else { return nil }
            return SavedParameter(
                name: name, type: element["Type"]?.string ?? "String", value: value)
        }
    }

    private static func event(_ word: String) -> LifecycleEvent? {
        events.first { $0.word.isSpelledInAnyCase(word) }?.event
    }

    /// The parameters of the document, each a list of texts as the API takes them.
    private static func input(
        _ parameter: SavedParameter
    ) throws(Failure) -> (JSONValue, [Leftover]) {
        guard let value = try? JSONParser.parse(Array(parameter.value.utf8)),
            case .object(let members) = value
        else { throw .unreadablePreset(parameter.name, isSecret: parameter.type == "SecureString") }
        var leftovers: [Leftover] = []
        var input: [JSONValue.Member] = []
        for member in members {
            guard known.contains(where: member.name.isSpelled) else {
                leftovers.append(
                    Leftover(
                        .first,
                        "\(Leftover.quoted(member.name)) in \(Leftover.quoted(parameter.name))",
                        why: "AWS-ApplyChefRecipes is not known to have such a parameter",
                        instead: "look at the document's parameters, and add it to association.json"
                    ))
                continue
            }
            input.append(.init(member.name, .array(texts(of: member.value).map(JSONValue.string))))
        }
        return (.object(input), leftovers)
    }

    private static func texts(of value: JSONValue) -> [String] {
        switch value {
        case .null: []
        case .string(let text): [text]
        case .array(let elements): elements.flatMap { texts(of: $0) }
        case .bool(let flag): [flag ? "True" : "False"]
        case .number(let digits): [digits]
        case .object: [value.line]
        }
    }

    private static let onlyRecipes = Leftover(
        .later, "everything but the recipes",
        why: "AWS' presets hold the input of AWS-ApplyChefRecipes and nothing else of the layer",
        instead: "import saved `describe-*` answers in their place, if there are any")
}

extension Failure {
    fileprivate static func unreadablePreset(_ name: String, isSecret: Bool) -> Failure {
        Failure(
            .refused, "the value of `\(name)` is no JSON object of document parameters",
            remedy: isSecret
                ? "save it decrypted: aws ssm get-parameters-by-path --path /ApplyChefRecipes-Preset/ "
                    + "--recursive --with-decryption"
                : "leave it out of what is imported, and write the layer's association by hand")
    }
}
