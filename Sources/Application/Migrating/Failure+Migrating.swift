import Bytes
import JSON
import Pipeline

// The wording of what keeps a stack from being imported.

extension Failure {
    static var noWriter: Failure {
        Failure(
            .refused, "no provider of this program takes layers of another one",
            remedy: "use a program that has one")
    }

    static func nothingSaved(_ paths: [String]) -> Failure {
        Failure(
            .refused, "nothing in \(paths.asList) tells of a stack",
            remedy:
                "give saved files of one of these; of folders, those that end in .json are read",
            details: StackImport.sources)
    }

    static func unlistable(_ path: String) -> Failure {
        Failure(.refused, "the folder `\(path)` cannot be listed", remedy: "check its permissions")
    }

    static func tooManyAnswers(_ count: Int, limit: Int) -> Failure {
        Failure(
            .refused, "there are \(count) files, and at most \(limit) are read",
            remedy: "give the folder of one stack")
    }

    static func noAddress(_ url: String) -> Failure {
        Failure(
            .refused, "`\(url)` is not an http or https address",
            remedy: "give the address of an archive, of an object in S3, or of a Git repository")
    }

    static func whichStack(_ name: String?, among names: [String]) -> Failure {
        guard let name else {
            return Failure(
                .refused, "the files tell of \(names.count) stacks",
                remedy: "choose one with `--stack`", details: names.map { "  \($0)" })
        }
        let count = names.count { $0.isSpelled(name) }
        return Failure(
            .refused,
            count > 1
                ? "the files tell of \(count) stacks called `\(name)`"
                : "the files tell of no stack called `\(name)`",
            remedy: count > 1
                ? "give the files of one of them"
                : Diagnostic.suggestion(
                    for: name, among: names, otherwise: "choose from \(names.asList)"))
    }

    static func noSavedLayer(_ name: String, among names: [String]) -> Failure {
        Failure(
            .refused, "the stack has no layer with the short name `\(name)`",
            remedy: Diagnostic.suggestion(
                for: name, among: names, otherwise: "choose from \(names.asList)"))
    }

    static func sameProduct(_ name: String) -> Failure {
        Failure(
            .refused, "several layers would be the product `\(name)`",
            remedy: "choose one of them with `--layer`, and import the others on their own")
    }

    static func noLayers(_ stack: String) -> Failure {
        Failure(
            .refused, "nothing tells of layers of the stack `\(stack)`",
            remedy: "add the saved answers that tell of them")
    }

    static func folderInUse(_ path: String) -> Failure {
        Failure(
            .refused, "the folder `\(path)` is there already, and something is in it",
            remedy:
                "choose another with `--out`, or say `--overwrite` to replace the files of an earlier import"
        )
    }

    static func noFolder(_ path: String, _ reason: String) -> Failure {
        Failure(
            .refused, "cannot make the folder `\(path)`: \(reason)",
            remedy: "choose another with `--out`")
    }
}

extension Diagnostic {
    static func noJSON(_ path: String, _ error: MalformedJSON) -> Diagnostic {
        Diagnostic(
            "\(path) is no JSON: \(error.problem), at byte \(error.place)",
            remedy: "save it again with `--output json`, or leave the file out")
    }

    /// The inputs cannot be derived from names that follow no convention.
    static func unknownInputs(_ names: [FactName], stack: String, layer: String) -> Diagnostic {
        let options = names.map { "`--\($0)`" }.joined(separator: ", ")
        return Diagnostic(
            layer.isEmpty
                ? "the name `\(stack)` does not tell where the stack's name ends and the layer's begins"
                : "the stack's name `\(stack)` does not follow the convention `v3 prod web` (major version, "
                    + "environment, platform)",
            remedy: "say what it means: \(options)")
    }
}
