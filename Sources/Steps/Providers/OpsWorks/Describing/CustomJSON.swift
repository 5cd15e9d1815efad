import Bytes
import JSON

/// The custom JSON of a stack and of a layer, merged as a layer's recipes received it.
struct CustomJSON {
    /// Both merged, where the layer's members win; nil if none exists.
    private(set) var merged: JSONValue?
    private(set) var leftovers: [Leftover] = []

    /// Takes the texts from the API's answers.
    init(ofStack stack: String?, ofLayer layer: String?) {
        for (text, whose) in [(stack, "stack"), (layer, "layer")] {
            guard let text, !text.words().isEmpty else { continue }
            guard let value = try? JSONParser.parse(Array(text.utf8)), case .object = value else {
                leftovers.append(
                    Leftover(
                        .first, "the custom JSON of the \(whose)", why: "it is no JSON object",
                        instead: "fix it in the saved answer, and import again"))
                continue
            }
            merged = merged.map { Self.merge(value, into: $0) } ?? value
        }
        let names = merged.map { Self.secretNames(in: $0) } ?? []
        if !names.isEmpty {
            leftovers.append(
                Leftover(
                    .first, "custom JSON that looks like secrets: \(Leftover.quoted(names))",
                    why: "anyone who may list associations can read an association's content",
                    instead: "take it out of JsonAttributesContent, and let recipes read it from a "
                        + "SecureString"))
        }
    }

    /// Merges objects member by member; any other value replaces the base's.
    private static func merge(_ over: JSONValue, into base: JSONValue) -> JSONValue {
        guard case .object(let upper) = over, case .object(let lower) = base else { return over }
        let kept = lower.map { member in
            JSONValue.Member(
                member.name, over[member.name].map { merge($0, into: member.value) } ?? member.value
            )
        }
        return .object(kept + upper.filter { base[$0.name] == nil })
    }

    private static let secretWords = [
        "password", "passwd", "secret", "token", "private_key", "privatekey", "api_key", "apikey",
        "access_key",
    ]

    /// The paths of members that have a text and a name that suggests a secret.
    private static func secretNames(in value: JSONValue, below path: String = "") -> [String] {
        switch value {
        case .object(let members):
            return members.flatMap { member in
                let place = path.isEmpty ? member.name : "\(path).\(member.name)"
                guard member.value.string != nil else {
                    return secretNames(in: member.value, below: place)
                }
                let name = member.name.lowercased()
                return secretWords.contains { name.contains(bytes: $0) } ? [place] : []
            }
        case .array(let elements):
            return elements.flatMap { secretNames(in: $0, below: path) }
        default: return []
        }
    }
}
