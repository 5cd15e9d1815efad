import Bytes

/// A text with references to facts: `v${major} ${environment}`.
///
/// `${name}` stands for a fact, `${name:-text}` for the fact or, if it is unknown, the text; `$$`
/// is one dollar sign. Nothing else is special, and the value of a fact is never parsed again.
package struct Template: Sendable, Equatable {
    package enum Part: Sendable, Equatable {
        case text(String)
        case fact(FactName, default: String?)
    }

    package let parts: [Part]

    /// Parses a template.
    ///
    /// - Throws: what is wrong with the text, in words.
    package init(_ text: String) throws(Malformed) {
        var parts: [Part] = []
        var literal = ""
        var rest = text.utf8[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            literal += String(Substring(rest[..<dollar]))
            rest = rest[dollar...].dropFirst()
            switch rest.first {
            case UInt8(ascii: "$"):
                literal += "$"
                rest = rest.dropFirst()
            case UInt8(ascii: "{"):
                guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                    throw Malformed(reason: "`${` is not closed by `}`")
                }
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                parts.append(try Template.reference(Substring(rest[..<end].dropFirst())))
                rest = rest[end...].dropFirst()
            default: literal += "$"
            }
        }
        literal += String(Substring(rest))
        if !literal.isEmpty { parts.append(.text(literal)) }
        self.parts = parts
    }

    /// Returns the template that renders as exactly this text.
    package static func escaped(_ text: String) -> String {
        text.replacing(bytes: "$", by: "$$")
    }

    /// Why a text is not a template.
    package struct Malformed: Error, Equatable {
        package let reason: String
    }

    /// All facts to which it refers.
    package var facts: [FactName] {
        parts.compactMap { part in
            if case .fact(let name, _) = part { name } else { nil }
        }
    }

    /// The facts that must be known before this can be rendered.
    package var needs: [FactName] {
        parts.compactMap { part in
            if case .fact(let name, default: nil) = part { name } else { nil }
        }
    }

    /// The facts that may be unknown, as they have a default text.
    package var defaulted: [FactName] {
        parts.compactMap { part in
            if case .fact(let name, default: .some) = part { name } else { nil }
        }
    }

    /// Renders the template; nil if a fact is missing.
    ///
    /// A template that consists of a single reference keeps the fact's own type.
    package func render(_ facts: Facts) -> Value? {
        if parts.count == 1, case .fact(let name, let fallback) = parts[0] {
            return facts[name] ?? fallback.map(Value.string)
        }
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .fact(let name, let fallback):
                guard let piece = facts[name]?.text ?? fallback else { return nil }
                text += piece
            }
        }
        return .string(text)
    }

    private static func reference(_ inside: Substring) throws(Malformed) -> Part {
        let halves = inside.halves(around: ":-")
        let name = halves?.before ?? String(inside)
        guard let fact = FactName(name) else {
            throw Malformed(reason: "`\(name)` is not a fact's name")
        }
        return .fact(fact, default: halves?.after)
    }
}

extension Value {
    /// The facts that the templates in this value need.
    ///
    /// - Throws: `Template.Malformed` for a text that is not a template.
    package func templateNeeds() throws(Template.Malformed) -> [FactName] {
        try templates().flatMap(\.template.needs)
    }

    /// Collects the templates in this value, each with its key path, which begins with `path`.
    ///
    /// Those of a mapping come in the order of its keys.
    ///
    /// - Throws: `Template.Malformed` for a text that is not a template.
    func templates(
        at path: String = ""
    ) throws(Template.Malformed) -> [(path: String, template: Template)] {
        switch self {
        case .string(let text): return [(path, try Template(text))]
        case .list(let values):
            var templates: [(path: String, template: Template)] = []
            for (index, value) in values.enumerated() {
                templates += try value.templates(at: "\(path)[\(index)]")
            }
            return templates
        case .map(let entries):
            var templates: [(path: String, template: Template)] = []
            for key in entries.keys.sorted() {
                templates += try entries[key]?.templates(at: "\(path).\(key)") ?? []
            }
            return templates
        case .null, .boolean, .integer, .number: return []
        }
    }

    /// Renders every template in the value; a text that lacks a fact stays unchanged.
    ///
    /// - Parameters:
    ///   - facts: what is known.
    ///   - shape: the form that the value should have: where it asks for a text, a number or a
    ///     boolean becomes one.
    /// - Returns: the rendered value.
    /// - Throws: `Template.Malformed` for a text that is not a template.
    package func rendered(
        _ facts: Facts, as shape: ValueShape = .anything
    ) throws(Template.Malformed) -> Value {
        switch self {
        case .string(let text):
            return try Template(text).render(facts).map(shape.spelled) ?? self
        case .list(let values):
            var result: [Value] = []
            for value in values { result.append(try value.rendered(facts, as: shape.item)) }
            return .list(result)
        case .map(let entries):
            var result: [String: Value] = [:]
            for (key, value) in entries {
                result[key] = try value.rendered(facts, as: shape.entry(key))
            }
            return .map(result)
        case .null, .boolean, .integer, .number: return self
        }
    }
}
