import Bytes
import JSON

/// A CloudFormation template as YAML that people can read and edit.
///
/// Texts are in double quotes as in JSON, which is valid YAML, unless they are words that no parser
/// of YAML 1.1 or 1.2 can mistake for anything else. Texts of several lines are block scalars if
/// their content allows it.
struct TemplateText {
    private(set) var text = ""

    init(_ template: JSONValue) { add(template, indent: 0, isInline: false) }

    /// - Parameters:
    ///   - value: what is added.
    ///   - indent: the column of its lines.
    ///   - isInline: whether it begins on a line that already has text.
    private mutating func add(_ value: JSONValue, indent: Int, isInline: Bool) {
        if let short = Self.shortForm(value) {
            text += (isInline ? " " : pad(indent)) + short + "\n"
            return
        }
        switch value {
        case .object(let members) where !members.isEmpty:
            if isInline { text += "\n" }
            addMembers(members, indent: indent)
        case .array(let elements) where !elements.isEmpty:
            if isInline { text += "\n" }
            for element in elements { addElement(element, indent: indent) }
        case .string(let string) where Self.isBlock(string):
            text += " |\n"
            for line in string.parts(at: "\n").dropLast() {
                text += (line.isEmpty ? "" : pad(indent) + line) + "\n"
            }
        default: text += (isInline ? " " : pad(indent)) + Self.scalar(value) + "\n"
        }
    }

    private mutating func addMembers(
        _ members: [JSONValue.Member], indent: Int, after dash: Bool = false
    ) {
        for (number, member) in members.enumerated() {
            text += (dash && number == 0 ? "" : pad(indent)) + Self.word(member.name) + ":"
            add(member.value, indent: indent + 2, isInline: true)
        }
    }

    private mutating func addElement(_ element: JSONValue, indent: Int) {
        text += pad(indent) + "-"
        if case .object(let members) = element, !members.isEmpty, Self.shortForm(element) == nil {
            text += " "
            addMembers(members, indent: indent + 2, after: true)
        } else {
            add(element, indent: indent + 2, isInline: true)
        }
    }

    private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// `!Ref`, `!Sub` and `!GetAtt`.
    private static func shortForm(_ value: JSONValue) -> String? {
        guard case .object(let members) = value, members.count == 1, let member = members.first
        else {
            return nil
        }
        switch (member.name, member.value) {
        case ("Ref", .string(let name)): return "!Ref \(word(name))"
        case ("Fn::Sub", .string(let text)): return "!Sub \(JSONValue.string(text).quoted)"
        case ("Fn::GetAtt", .array(let parts)):
            return "!GetAtt \(word(parts.compactMap(\.string).joined(separator: ".")))"
        default: return nil
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        if case .string(let text) = value { return word(text) }
        return value.quoted
    }

    /// Texts that YAML 1.1 reads as another type.
    private static let reserved = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null",
    ]

    /// A text, in quotes unless it is plain: it begins with a letter or a slash, and contains no
    /// blank.
    private static func word(_ text: String) -> String {
        guard let first = text.utf8.first, first.isLetter || first == UInt8(ascii: "/"),
            text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "/_.:-".utf8.contains($0) }),
            !text.ends(with: ":"), !reserved.contains(where: text.isSpelledInAnyCase)
        else { return JSONValue.string(text).quoted }
        return text
    }

    /// Whether a block scalar preserves the text.
    ///
    /// That holds for printable ASCII in lines, without a blank before the first and after the last
    /// one.
    private static func isBlock(_ text: String) -> Bool {
        ScriptText.isPlain(text) && text.ends(with: "\n") && !text.ends(with: "\n\n")
            && text.utf8.first?.isSpace == false && text.parts(at: "\n").count > 2
            && !text.hasByte("\t")
    }
}

extension JSONValue {
    /// The text as JSON, which is valid YAML too.
    fileprivate var quoted: String { text(escaping: .lineBreakers) }
}
