import Bytes
import Pipeline

// The wording of everything that can be wrong with a pipeline file or an inputs file. Values are not
// repeated but where they are words that a person has to choose: a value may be a secret.

extension Diagnostic {
    static func wrongType(
        _ node: YAMLNode, _ name: String, expected: String, remedy: String
    ) -> Diagnostic {
        Diagnostic(
            "\(subject(name)) should be \(expected) and is \(node.typeName)", remedy: remedy,
            at: node.location)
    }

    static func wrongNumber(
        _ node: YAMLNode, _ name: String, expected: String, atLeast least: Int
    ) -> Diagnostic {
        let found =
            switch node.value {
            case .integer, .number: "is not"
            default: "is \(node.typeName)"
            }
        return Diagnostic(
            "`\(name)` should be \(expected), \(least) or more, and \(found)",
            remedy: "write a number such as \(least + 1), without quotes", at: node.location)
    }

    static func outOfRange(_ node: YAMLNode, _ name: String, _ range: ClosedRange<Int>)
        -> Diagnostic
    {
        Diagnostic(
            "`\(name)` should be a whole number from \(range.lowerBound) to \(range.upperBound)",
            remedy: "write one of these, without quotes", at: node.location)
    }

    static func wrongDuration(_ node: YAMLNode, _ name: String) -> Diagnostic {
        let found =
            switch node.value {
            case .string: "is not one"
            case .integer, .number: "has no unit"
            default: "is \(node.typeName)"
            }
        return Diagnostic(
            "`\(name)` should be a duration and \(found)",
            remedy: "write it as 500ms, 30s, 5m or 1h30m", at: node.location)
    }

    static func noDuration(_ name: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "the `\(name)` leaves no time", remedy: "make it longer than nothing, or leave it out",
            at: location)
    }

    static func badName(
        _ name: String, _ problem: String, at location: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            "`\(name)` \(problem)",
            remedy: "use letters, digits, `.`, `_` and `-`, at most \(PlainName.lengthLimit), "
                + "a letter or a digit first",
            at: location)
    }

    static func unknownChoice(
        _ text: String, _ name: String, among choices: [String], at location: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            "`\(name)` cannot be `\(text)`", remedy: suggestion(for: text, among: choices),
            at: location)
    }

    static func unknownKey(
        _ entry: YAMLNode.Entry, in place: String, _ keys: [String]
    ) -> Diagnostic {
        // What reads YAML 1.1 takes a plain `on` for true, and writes that.
        let isRewrittenOn = keys.contains("on") && entry.key.lowercased() == "true"
        return Diagnostic(
            "\(place) has no key `\(entry.key)`",
            remedy: isRewrittenOn
                ? "write `\"on\"`, in quotes: a program that reads YAML 1.1, as PyYAML, takes `on` for true"
                : suggestion(for: entry.key, among: keys),
            at: entry.keyLocation)
    }

    static func pluginWithoutFile(_ node: YAMLNode) -> Diagnostic {
        Diagnostic(
            "the plugin has no `file`", remedy: "write `- {file: /path/of/plugin.so}`",
            at: node.location)
    }

    static func noPath(_ name: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic("`\(name)` is not a file's path", remedy: "write one", at: location)
    }

    static func wrongSum(_ node: YAMLNode, _ name: String) -> Diagnostic {
        Diagnostic(
            "`\(name)` should be 64 hexadecimal digits and is "
                + (node.value.typeName == "a string" ? "something else" : node.value.typeName),
            remedy: "write what `sha256sum` prints for the file, in quotes", at: node.location)
    }

    static func wrongObjectFolder(_ node: YAMLNode, _ name: String) -> Diagnostic {
        Diagnostic(
            "`\(name)` should be \(ObjectFolder.typeName), and is "
                + (node.value.typeName == "a string" ? "something else" : node.value.typeName),
            remedy: "write `s3://`, the name of a bucket, and folders of letters, digits and `._-`",
            at: node.location)
    }

    static func missingKey(_ key: String, at location: SourceLocation) -> Diagnostic {
        let example =
            switch key {
            case "enlist": "`enlist: \(PipelineFileReader.version)`, the version of the format"
            case "name": "`name: …`, a name for the pipeline"
            case "extends": "`extends: …`, a pipeline's name or the path of a file"
            default: "`steps:` and a list of steps"
            }
        return Diagnostic(
            "the pipeline file lacks the key `\(key)`", remedy: "add \(example)", at: location)
    }

    static func wrongVersion(_ node: YAMLNode, reads version: Int) -> Diagnostic {
        Diagnostic(
            "the file is of another version of the format than this program reads",
            remedy: "write `enlist: \(version)`, or install a newer enlist", at: node.location)
    }

    static func notAStep(_ node: YAMLNode) -> Diagnostic {
        Diagnostic(
            "a step should be a kind's name, or a mapping with one, and is \(node.typeName)",
            remedy: "write `- kind` or `- kind: {parameter: value}`", at: node.location)
    }

    static func noKind(_ node: YAMLNode) -> Diagnostic {
        Diagnostic(
            "the step names no kind", remedy: "begin it with `- kind:`; `enlist steps` lists them",
            at: node.location)
    }

    static func unknownStepKey(
        _ entry: YAMLNode.Entry, of kind: YAMLNode.Entry, _ keys: [String]
    ) -> Diagnostic {
        Diagnostic(
            "a step of kind `\(kind.key)` cannot have `\(entry.key)` beside it",
            remedy: nearestName(to: entry.key, among: keys).map { "did you mean `\($0)`?" }
                ?? "indent a parameter below its kind, and begin each step with `- `",
            at: entry.keyLocation)
    }

    static func parametersAreNoMapping(of kind: YAMLNode.Entry) -> Diagnostic {
        Diagnostic(
            "the parameters of `\(kind.key)` should be a mapping and are \(kind.value.typeName)",
            remedy: "write `- \(kind.key): {parameter: value}`", at: kind.value.location)
    }

    static func notARetry(_ node: YAMLNode) -> Diagnostic {
        Diagnostic(
            "`retry` should be a rule, a list of rules or `none`, and is \(node.typeName)",
            remedy: "write `retry: {on: [transient], attempts: 5}`", at: node.location)
    }

    static func noClasses(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "`on` names no failure class", remedy: "name at least one, or leave `on` out",
            at: location)
    }

    static func repeatedClass(
        _ failureClass: FailureClass, at location: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            "`on` names `\(failureClass.rawValue)` twice", remedy: "remove one of the two",
            at: location)
    }

    static func stepsInOverlay(_ entry: YAMLNode.Entry) -> Diagnostic {
        Diagnostic(
            "a file in this folder changes a pipeline and has no steps of its own",
            remedy: "write `changes:`, or make this file /etc/enlist/pipeline.yaml",
            at: entry.keyLocation)
    }

    static func stepsBesideChanges(_ entry: YAMLNode.Entry) -> Diagnostic {
        Diagnostic(
            "a file that changes a pipeline has no `steps`",
            remedy: "write `- insert: …` below `changes`, or remove `extends` and `changes`",
            at: entry.keyLocation)
    }

    static func notAChange(_ node: YAMLNode, verbs: [String]) -> Diagnostic {
        Diagnostic(
            "a change should be a mapping and is \(node.typeName)",
            remedy: "write `- remove: id`; there are \(verbs.asList)", at: node.location)
    }

    static func noVerb(_ node: YAMLNode, first key: String?, among verbs: [String]) -> Diagnostic {
        Diagnostic(
            "the change does not say what it does",
            remedy: suggestion(for: key ?? "", among: verbs), at: node.location)
    }

    static func unknownKeyOfChange(
        _ entry: YAMLNode.Entry, verb: String, _ keys: [String]
    ) -> Diagnostic {
        Diagnostic(
            "`\(verb)` cannot have `\(entry.key)` beside it",
            remedy: keys.isEmpty
                ? "remove it; begin each change with `- `"
                : suggestion(for: entry.key, among: keys), at: entry.keyLocation)
    }

    /// A step's own key that stands beside the verb, where it would be the change's.
    static func stepKeyOutsideTheStep(
        _ entry: YAMLNode.Entry, verb: String, at key: String?
    ) -> Diagnostic {
        Diagnostic(
            "`\(verb)` cannot have `\(entry.key)` beside it",
            remedy: "put it into the step: `\(key ?? verb): {kind: {parameter: value}, "
                + "\(entry.key): …}`",
            at: entry.keyLocation)
    }

    static func missingKeyOfChange(
        _ key: String, _ verb: YAMLNode.Entry, _ meaning: String
    ) -> Diagnostic {
        Diagnostic(
            "`\(verb.key)` lacks `\(key)`", remedy: "add `\(key): …`, \(meaning)",
            at: verb.keyLocation)
    }

    static func noPosition(_ verb: YAMLNode.Entry) -> Diagnostic {
        Diagnostic(
            "`\(verb.key)` does not say where",
            remedy: "add `before: id`, `after: id`, `at: first` or `at: last`",
            at: verb.keyLocation)
    }

    static func secondPosition(
        _ second: YAMLNode.Entry, first: YAMLNode.Entry
    ) -> Diagnostic {
        Diagnostic(
            "`\(second.key)` stands beside `\(first.key)`", remedy: "keep one of the two",
            at: second.keyLocation)
    }

    static func setsNothing(_ verb: YAMLNode.Entry) -> Diagnostic {
        Diagnostic(
            "`set` sets nothing",
            remedy: "add `with: {parameter: value}`, `when`, or a policy's key beside it",
            at: verb.keyLocation)
    }

    static func notAFact(_ entry: YAMLNode.Entry) -> Diagnostic {
        Diagnostic(
            "`\(entry.key)` is not a fact's name",
            remedy: "use words of lower-case letters, digits and `-`, joined by dots",
            at: entry.keyLocation)
    }

    static func comparesNothing(_ name: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "`\(name)` is compared with nothing",
            remedy: "write a value, `[a list]` of values or `{not: …}`", at: location)
    }

    private static func subject(_ name: String) -> String {
        name.hasByte(" ") ? name : "`\(name)`"
    }

    private static func suggestion(for word: String, among names: [String]) -> String {
        suggestion(for: word, among: names, otherwise: "choose from \(names.asList)")
    }
}
