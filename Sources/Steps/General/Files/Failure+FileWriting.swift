import Pipeline

// The wording of failures of `write-file`.
extension Failure {
    static func noTemplate(_ path: String) -> Failure {
        Failure(
            .notFound, "there is no template `\(path)`",
            remedy: "put it there in an earlier step, or correct the parameter `template`")
    }

    static func badTemplate(_ path: String, _ problem: String) -> Failure {
        Failure(
            .refused, "the template `\(path)` cannot be read: \(problem)",
            remedy: "write a fact as ${name}, and a dollar sign before a brace as $$")
    }

    static func secretInTemplate(_ path: String, _ fact: FactName) -> Failure {
        Failure(
            .refused, "the template `\(path)` makes the secret fact `\(fact)` part of a file",
            remedy: "leave it out")
    }

    static func factsMissing(_ facts: [FactName], in path: String) -> Failure {
        Failure(
            .refused,
            "the template `\(path)` needs "
                + facts.map { "`\($0)`" }.joined(separator: ", ") + ", which nothing has given",
            remedy: "put the step behind the one that gives it, or write ${name:-text}")
    }

    static func replacedFileForgotten(_ path: String) -> Failure {
        Failure(
            .refused,
            "what \(path) held before is not known any more: the enlist that replaced it was ended",
            remedy: "put the old file there by hand; with `backup: true` it is kept beside the new "
                + "one")
    }
}
