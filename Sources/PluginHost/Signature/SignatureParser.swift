import Pipeline

extension Signature {
    /// Parses a signature.
    ///
    /// - Throws: the first problem, with its place.
    package init(parsing text: String) throws(SignatureProblem) {
        var parser = SignatureParser(text)
        self = try parser.signature()
    }

    /// What is wrong with a text, as a predicate; nil if it is a signature.
    package static func problem(with text: String) -> String? {
        do throws(SignatureProblem) {
            _ = try Signature(parsing: text)
            return nil
        } catch {
            return "cannot be read: \(error.message)"
        }
    }
}

/// Why a text is not a signature.
package struct SignatureProblem: Error, Sendable, Equatable {
    /// The place, in Unicode scalars from 1.
    package let column: Int
    package let message: String

    fileprivate init(_ reason: String, at column: Int) {
        self.column = column
        message = "at character \(column), \(reason)"
    }
}

/// Parses `[call,] [name:]type, … -> type`.
private struct SignatureParser {
    private static let longest = 1024
    private static let mostArguments = 32

    /// Scalars, not characters: to Swift, `,` followed by a combining accent is not `,`.
    private let characters: [Unicode.Scalar]
    private var place = 0

    init(_ text: String) {
        // Anything beyond the maximum length is ignored.
        characters = Array(text.unicodeScalars.prefix(Self.longest + 1))
    }

    private var column: Int { place + 1 }

    mutating func signature() throws(SignatureProblem) -> Signature {
        guard characters.count <= Self.longest else {
            throw problem("it goes on for more than \(Self.longest) characters", at: Self.longest)
        }
        var arguments: [Signature.Argument] = []
        var takesCall = false
        skipSpace()
        while !isAt("->") {
            if place == characters.count {
                throw problem("`->` and what it returns are missing", at: column)
            }
            if !arguments.isEmpty || takesCall { try expect(",", after: "an argument") }
            let start = column
            let word = try word("an argument's type")
            if word == "call" {
                guard arguments.isEmpty, !takesCall else {
                    throw problem("`call` must be the first argument", at: start)
                }
                takesCall = true
            } else {
                let argument = try argument(beginningWith: word, at: start)
                if let name = argument.name, arguments.contains(where: { $0.name == name }) {
                    throw problem("there is an argument `\(name)` already", at: start)
                }
                arguments.append(argument)
            }
            guard arguments.count <= Self.mostArguments else {
                throw problem("there are more than \(Self.mostArguments) arguments", at: start)
            }
            skipSpace()
        }
        place += 2
        skipSpace()
        let start = column
        let name = try word("what it returns")
        guard let result = Signature.Result(rawValue: name) else {
            throw unknown(
                name, "no function can return `\(name)`", Signature.Result.allCases.map(\.rawValue),
                at: start)
        }
        skipSpace()
        guard place == characters.count else {
            throw problem("nothing may follow what it returns", at: column)
        }
        return Signature(takesCall: takesCall, arguments: arguments, result: result)
    }

    private mutating func argument(
        beginningWith word: String, at start: Int
    ) throws(SignatureProblem) -> Signature.Argument {
        skipSpace()
        guard isAt(":") else {
            return Signature.Argument(name: nil, type: try type(word, at: start))
        }
        place += 1
        guard FactName(word) != nil else {
            throw problem(
                "`\(word)` is no name: a letter, then letters, digits, `-` and `.`, all in lower case",
                at: start)
        }
        skipSpace()
        let typeStart = column
        return Signature.Argument(
            name: word, type: try type(try self.word("a type"), at: typeStart))
    }

    private mutating func type(
        _ name: String, at start: Int
    ) throws(SignatureProblem) -> Signature.ArgumentType {
        var name = name
        if name == "list" {
            skipSpace()
            guard isAt("(") else { throw problem("`list` needs `(str)`", at: column) }
            place += 1
            skipSpace()
            let item = try word("`str`")
            skipSpace()
            guard item == "str", isAt(")") else {
                throw problem("only lists of texts can be passed: `list(str)`", at: start)
            }
            place += 1
            name = "list(str)"
        }
        guard let type = Signature.ArgumentType.allCases.first(where: { $0.name == name }) else {
            throw unknown(
                name, "there is no type `\(name)`", Signature.ArgumentType.allCases.map(\.name),
                at: start)
        }
        return type
    }

    /// Letters, digits and the other characters of names.
    private mutating func word(_ expected: String) throws(SignatureProblem) -> String {
        let start = place
        while place < characters.count, isPartOfWord(characters[place]), !isAt("->") { place += 1 }
        guard place > start else {
            let found = place < characters.count ? "not `\(characters[place])`" : "not the end"
            throw problem("\(expected) should stand, \(found)", at: column)
        }
        return characters[start..<place].reduce(into: "") { $0.unicodeScalars.append($1) }
    }

    private func isPartOfWord(_ character: Unicode.Scalar) -> Bool {
        character.properties.isAlphabetic || character.properties.numericType != nil
            || "-._".unicodeScalars.contains(character)
    }

    private func isAt(_ sign: String) -> Bool {
        characters[place...].starts(with: sign.unicodeScalars)
    }

    private mutating func expect(_ sign: String, after what: String) throws(SignatureProblem) {
        guard isAt(sign) else {
            throw problem("`\(sign)` or `->` should stand after \(what)", at: column)
        }
        place += sign.unicodeScalars.count
        skipSpace()
    }

    private mutating func skipSpace() {
        while place < characters.count, characters[place].properties.isWhitespace { place += 1 }
    }

    private func unknown(
        _ name: String, _ reason: String, _ choices: [String], at column: Int
    ) -> SignatureProblem {
        let near = nearestName(to: name, among: choices).map { "; did you mean `\($0)`?" }
        let all = choices.map { "`\($0)`" }.joined(separator: ", ")
        return problem(reason + (near ?? "; choose from \(all)"), at: column)
    }

    private func problem(_ reason: String, at column: Int) -> SignatureProblem {
        SignatureProblem(reason, at: column)
    }
}
