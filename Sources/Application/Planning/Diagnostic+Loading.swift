import Pipeline

// The wording of what keeps pipeline files from being combined.

extension Diagnostic {
    static func unknownPipeline(_ reference: Reference, among names: [String]) -> Diagnostic {
        Diagnostic(
            "there is no built-in pipeline `\(reference.name)`",
            remedy: suggestion(
                for: reference.name, among: names,
                otherwise: "choose from \(names.asList), or write the path of a file, "
                    + "with a `/` or .yaml at its end"),
            at: reference.location)
    }

    static func mistypedPipeline(_ name: String, _ near: String) -> Diagnostic {
        Diagnostic(
            "there is no file and no built-in pipeline `\(name)`",
            remedy: "did you mean `\(near)`?")
    }

    static func extendsItself(_ reference: Reference, _ chain: [String]) -> Diagnostic {
        Diagnostic(
            "the file extends itself: \(chain.joined(separator: " → "))",
            remedy: "let one of them extend another pipeline", at: reference.location)
    }

    static func extendsTooOften(_ reference: Reference, limit: Int) -> Diagnostic {
        Diagnostic(
            "more than \(limit) files extend each other",
            remedy: "write what some of them change into one file", at: reference.location)
    }

    static func tooManyChanges(limit: Int, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "all files together make more than \(limit) changes, from here on",
            remedy: "check that these are the right files", at: location)
    }

    /// A file changes one pipeline, but another one runs here.
    static func otherPipeline(_ required: Reference, _ definition: Definition) -> Diagnostic {
        let names = ([definition.name] + definition.extended).asList
        return Diagnostic(
            "this file changes the pipeline `\(required.name)`, and what runs here is \(names)",
            remedy: "correct `extends`, or leave it out to change any pipeline",
            at: required.location)
    }
}
