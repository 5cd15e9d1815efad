import Bytes
import Pipeline

// The wording of every problem with the four inputs.

extension Diagnostic {
    static func badInput(
        _ name: FactName, from source: String, _ problem: (message: String, remedy: String),
        at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "the input `\(name)` (from \(source)) \(problem.message)", remedy: problem.remedy,
            at: location)
    }

    /// An input has no source; `tags` is why the last source could not be read.
    static func missingInputs(
        _ names: [FactName], file: String, tags: Failure?
    ) -> Diagnostic {
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        let options = names.map { "--\($0)" }.joined(separator: ", ")
        let variables = names.map(InputResolver.variable).joined(separator: ", ")
        let keys = names.map(InputResolver.tagKey).joined(separator: ", ")
        let reason = tags.map { " (they could not be read: \($0.message); \($0.remedy))" } ?? ""
        return Diagnostic(
            names.count == 1 ? "the input \(list) is missing" : "the inputs \(list) are missing",
            remedy: "give \(names.count == 1 ? "it" : "each") in one of four places",
            notes: [
                Note("on the command line: \(options)", at: nil),
                Note("in the environment: \(variables)", at: nil),
                Note("in the file \(file), as `\(names.first?.text ?? ""): …`", at: nil),
            ]
                + UnreadFiles(in: file.folder).nearInputs.map {
                    Note("\($0.message): \($0.remedy)", at: nil)
                } + [
                    Note(
                        "as a tag of the instance, with tags shown in metadata: \(keys)\(reason)",
                        at: nil)
                ])
    }
}
