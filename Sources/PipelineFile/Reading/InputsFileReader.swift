package import Pipeline

/// Reads an inputs file: a mapping with any of `product`, `environment`, `platform` and `major`.
package struct InputsFileReader: Sendable {
    package init() {}

    /// Reads the inputs; a number counts as it is spelled, as in `major: 3`: `0o10` is not `8`.
    ///
    /// - Returns: each input in the file, with its place; empty if the file contains only comments.
    /// - Throws: everything that is wrong with the text, in the order of its lines.
    package func read(
        _ source: SourceText
    ) throws(Diagnostics) -> [FactName: (text: String, location: SourceLocation)] {
        guard let document = try YAMLReader.readUnlessEmpty(source) else { return [:] }
        var problems = document.problems
        var inputs: [FactName: (text: String, location: SourceLocation)] = [:]
        for entry in document.root.entries("an inputs file", &problems) ?? [] {
            guard let name = Facts.inputs.first(where: { $0.text == entry.key }) else {
                problems.append(
                    .unknownKey(entry, in: "an inputs file", Facts.inputs.map(\.text)))
                continue
            }
            if let text = String(entry.value.value) {
                inputs[name] = (entry.value.spelling ?? text, entry.value.location)
            } else {
                problems.append(
                    .wrongType(
                        entry.value, entry.key, expected: "a string",
                        remedy: "put the text in quotes"))
            }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return inputs
    }
}

extension InputsFileReader {
    /// The JSON Schema of inputs files.
    package static var schema: JSONSchema {
        let input = JSONSchema(["type": ["string", "integer"]])
        return JSONSchema([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:enlist:inputs-file:1", "title": "enlist inputs file",
        ]).and(.mapping(Facts.inputs.map { ($0.text, input) }, required: []))
    }
}
