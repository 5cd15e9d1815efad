import Foundation

/// The members of a JSON object that is parsed strictly: each has a type, and unknown ones are
/// refused.
package struct Fields {
    private let members: [String: JSONValue]
    private let path: String
    private let known: Set<String>

    /// Parses an object.
    ///
    /// - Parameters:
    ///   - value: What should be an object.
    ///   - path: Where it is, such as `stacks[0]`, for errors.
    ///   - known: The members that it may have.
    /// - Throws: ``ScenarioError`` if it is not an object or has other members.
    package init(_ value: JSONValue, at path: String, known: Set<String>) throws(ScenarioError) {
        guard case .object(let members) = value else {
            throw .wrongType(path: path, expected: "an object", found: value.kind)
        }
        for name in members.keys.sorted() where !known.contains(name) {
            throw .unknownKey(path: Self.join(path, name), known: known.sorted())
        }
        self.members = members
        self.path = path
        self.known = known
    }

    /// The path of a member.
    package func path(of name: String) -> String { Self.join(path, name) }

    /// Whether a member is given.
    package func has(_ name: String) -> Bool { members[name] != nil }

    /// The object as it was given.
    package var source: JSONValue { .object(members) }

    /// A text.
    package func string(_ name: String) throws(ScenarioError) -> String? {
        try read(name, "a string") { if case .string(let text) = $0 { text } else { nil } }
    }

    /// A text that must be there and not be empty.
    package func required(_ name: String) throws(ScenarioError) -> String {
        guard let text = try string(name), !text.isEmpty else {
            throw .missing(path: path(of: name))
        }
        return text
    }

    /// A boolean.
    package func bool(_ name: String) throws(ScenarioError) -> Bool? {
        try read(name, "a boolean") { if case .bool(let value) = $0 { value } else { nil } }
    }

    /// A number that is not negative.
    package func number(_ name: String) throws(ScenarioError) -> Double? {
        try read(name, "a number that is not negative") { value in
            if case .number(let number) = value, number >= 0 { number } else { nil }
        }
    }

    /// A number of any sign.
    package func signedNumber(_ name: String) throws(ScenarioError) -> Double? {
        try read(name, "a number") { if case .number(let number) = $0 { number } else { nil } }
    }

    /// A whole number in a range.
    package func integer(
        _ name: String, in range: ClosedRange<Int>
    ) throws(ScenarioError) -> Int? {
        try read(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
            guard case .number(let number) = value, let whole = Int(exactly: number) else {
                return nil
            }
            return range.contains(whole) ? whole : nil
        }
    }

    /// A list of texts.
    package func strings(_ name: String) throws(ScenarioError) -> [String]? {
        try read(name, "a list of strings") { value in
            guard case .array(let entries) = value else { return nil }
            let texts = entries.compactMap { if case .string(let text) = $0 { text } else { nil } }
            return texts.count == entries.count ? texts : nil
        }
    }

    /// An object whose values are texts.
    package func texts(_ name: String) throws(ScenarioError) -> [String: String]? {
        try read(name, "an object of strings") { value in
            guard case .object(let members) = value else { return nil }
            let texts = members.compactMapValues {
                if case .string(let text) = $0 { text } else { nil }
            }
            return texts.count == members.count ? texts : nil
        }
    }

    /// An object whose values are texts, or lists of them.
    package func textLists(_ name: String) throws(ScenarioError) -> [String: [String]]? {
        guard let value = members[name] else { return nil }
        guard case .object(let entries) = value else {
            throw .wrongType(
                path: path(of: name), expected: "an object of strings or lists of them",
                found: value.shown)
        }
        let own = try Fields(value, at: path(of: name), known: Set(entries.keys))
        var lists: [String: [String]] = [:]
        for (key, entry) in entries {
            if case .array = entry {
                lists[key] = try own.strings(key)
            } else {
                lists[key] = try own.string(key).map { [$0] }
            }
        }
        return lists
    }

    /// One of a set of words.
    package func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, of type: Word.Type
    ) throws(ScenarioError) -> Word? where Word.RawValue == String {
        guard let text = try string(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw .wrongValue(
                path: path(of: name), value: text, allowed: Word.allCases.map(\.rawValue))
        }
        return word
    }

    /// An object.
    package func object(
        _ name: String, known: Set<String>
    ) throws(ScenarioError) -> Fields? {
        guard let value = members[name] else { return nil }
        return try Fields(value, at: path(of: name), known: known)
    }

    /// Any value.
    package func value(_ name: String) -> JSONValue? { members[name] }

    /// An entry of a list of texts and objects.
    package enum Entry {
        case text(String, path: String)
        case object(Fields)

        /// The entry's path.
        package var path: String {
            switch self {
            case .text(_, let path): path
            case .object(let fields): fields.path
            }
        }
    }

    /// A list of texts and objects; empty if it is absent.
    package func entries(
        _ name: String, known: Set<String>
    ) throws(ScenarioError) -> [Entry] {
        let list = try read(name, "a list of strings and objects", \.list) ?? []
        var result: [Entry] = []
        for (index, entry) in list.enumerated() {
            let place = "\(path(of: name))[\(index)]"
            switch entry {
            case .string(let text): result.append(.text(text, path: place))
            default: result.append(.object(try Fields(entry, at: place, known: known)))
            }
        }
        return result
    }

    /// A list of objects.
    package func objects(
        _ name: String, known: Set<String>
    ) throws(ScenarioError) -> [Fields]? {
        let entries = try read(name, "a list of objects") { value in
            if case .array(let entries) = value { entries } else { nil }
        }
        guard let entries else { return nil }
        var result: [Fields] = []
        for (index, entry) in entries.enumerated() {
            result.append(try Fields(entry, at: "\(path(of: name))[\(index)]", known: known))
        }
        return result
    }

    private func read<Value>(
        _ name: String, _ expected: String, _ convert: (JSONValue) -> Value?
    ) throws(ScenarioError) -> Value? {
        guard let value = members[name] else { return nil }
        guard let converted = convert(value) else {
            throw .wrongType(path: path(of: name), expected: expected, found: value.shown)
        }
        return converted
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}

extension JSONValue {
    /// The value itself if it is short, otherwise its kind.
    fileprivate var shown: String {
        switch self {
        case .array, .object: kind
        case .null, .bool, .number, .string: String(decoding: text(), as: UTF8.self)
        }
    }
}
