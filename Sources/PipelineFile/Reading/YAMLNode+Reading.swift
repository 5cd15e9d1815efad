import Bytes
import Pipeline

// Reads a node as what it should be, or says that it is not.

extension YAMLNode {
    /// What a person calls this.
    var typeName: String { value.typeName }

    /// The entries of a mapping.
    func entries(_ name: String, _ problems: inout [Diagnostic]) -> [Entry]? {
        if case .mapping(let entries) = content { return entries }
        problems.append(
            .wrongType(self, name, expected: "a mapping", remedy: "write `key: value` lines"))
        return nil
    }

    /// The items of a list.
    func items(_ name: String, _ problems: inout [Diagnostic]) -> [YAMLNode]? {
        if case .sequence(let items) = content { return items }
        problems.append(
            .wrongType(self, name, expected: "a list", remedy: "begin each item with `- `"))
        return nil
    }

    /// A text.
    func string(_ name: String, _ problems: inout [Diagnostic]) -> String? {
        if case .string(let text) = value { return text }
        problems.append(
            .wrongType(self, name, expected: "a string", remedy: "put a text in quotes"))
        return nil
    }

    /// A name of a thing: a text of letters, digits, `.`, `_` and `-`.
    func name(_ name: String, _ problems: inout [Diagnostic]) -> String? {
        guard let text = string(name, &problems) else { return nil }
        if let problem = PlainName.problem(with: text) {
            problems.append(.badName(name, problem, at: location))
            return nil
        }
        return text
    }

    /// A whole number, at least `least`.
    func integer(
        _ name: String, atLeast least: Int, _ problems: inout [Diagnostic]
    ) -> Int? {
        if case .integer(let number) = value, number >= least { return number }
        problems.append(.wrongNumber(self, name, expected: "a whole number", atLeast: least))
        return nil
    }

    /// A whole number from a range.
    func integer(
        _ name: String, in range: ClosedRange<Int>, _ problems: inout [Diagnostic]
    ) -> Int? {
        if case .integer(let number) = value, range.contains(number) { return number }
        problems.append(.outOfRange(self, name, range))
        return nil
    }

    /// A number, at least `least`.
    func number(
        _ name: String, atLeast least: Int, _ problems: inout [Diagnostic]
    ) -> Double? {
        switch value {
        case .integer(let number) where number >= least: return Double(number)
        case .number(let number) where number >= Double(least) && number.isFinite: return number
        default: break
        }
        problems.append(.wrongNumber(self, name, expected: "a number", atLeast: least))
        return nil
    }

    /// A length of time.
    func duration(
        _ name: String, canBeZero: Bool = false, _ problems: inout [Diagnostic]
    ) -> Duration? {
        guard case .string(let text) = value, let duration = Duration(text: text) else {
            problems.append(.wrongDuration(self, name))
            return nil
        }
        guard canBeZero || duration > .zero else {
            problems.append(.noDuration(name, at: location))
            return nil
        }
        return duration
    }

    /// Yes or no.
    func flag(_ name: String, _ problems: inout [Diagnostic]) -> Bool? {
        if case .boolean(let flag) = value { return flag }
        problems.append(
            .wrongType(
                self, name, expected: "true or false", remedy: "write one of them, without quotes"))
        return nil
    }

    /// A size.
    func byteCount(_ name: String, _ problems: inout [Diagnostic]) -> ByteCount? {
        if let count = ByteCount(value) { return count }
        problems.append(
            .wrongType(
                self, name, expected: ByteCount.typeName, remedy: "write it as 100MB or 512KiB"))
        return nil
    }

    /// A place in S3.
    func objectFolder(_ name: String, _ problems: inout [Diagnostic]) -> ObjectFolder? {
        if let folder = ObjectFolder(value) { return folder }
        problems.append(.wrongObjectFolder(self, name))
        return nil
    }

    /// A SHA-256, in lower case.
    func sha256(_ name: String, _ problems: inout [Diagnostic]) -> String? {
        guard case .string(let text) = value, text.utf8.count == 64,
            text.utf8.allSatisfy(\.isHexDigit)
        else {
            problems.append(.wrongSum(self, name))
            return nil
        }
        return text.lowercased()
    }

    /// One of the cases of an enumeration, by its raw value.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ type: Choice.Type, _ problems: inout [Diagnostic]
    ) -> Choice? {
        let choices = Choice.allCases.map(\.rawValue)
        guard case .string(let text) = value else {
            problems.append(
                .wrongType(
                    self, name, expected: "one word", remedy: "choose from \(choices.asList)"))
            return nil
        }
        if let choice = Choice(rawValue: text) { return choice }
        problems.append(.unknownChoice(text, name, among: choices, at: location))
        return nil
    }
}
