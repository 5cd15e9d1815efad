import Pipeline

// The wording of every problem that keeps a text from being YAML in the form that this program
// reads.

extension Diagnostic {
    static func notYAML(
        _ problem: String, at location: SourceLocation, context: Note?
    ) -> Diagnostic {
        Diagnostic(
            "this is not YAML: \(problem)",
            remedy:
                "check indentation (spaces, no tabs), brackets, and that texts which begin with "
                + "or hold special characters are in double quotes: \"${fact}\"",
            at: location, notes: context.map { [$0] } ?? [])
    }

    static func noMemory(_ file: String) -> Diagnostic {
        Diagnostic("there is no memory left to read `\(file)`", remedy: "free some and try again")
    }

    static func emptyFile(_ file: String) -> Diagnostic {
        Diagnostic(
            "`\(file)` is empty", remedy: "write at least one key, or name another file",
            at: SourceLocation(file: file, line: 1, column: 1))
    }

    static func secondDocument(at location: SourceLocation, first: SourceLocation) -> Diagnostic {
        Diagnostic(
            "a second document begins here", remedy: "put it into a file of its own", at: location,
            notes: [Note("the first is here", at: first)])
    }

    static func tooManyNodes(limit: Int, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "the file has more than \(limit) parts",
            remedy: "check that it is the right file: these files are a few lines long",
            at: location)
    }

    static func tooDeep(limit: Int, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "lists and mappings lie more than \(limit) deep within each other",
            remedy: "check that it is the right file, and its brackets", at: location)
    }

    static func anchor(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "anchors (`&name`) are not read here", remedy: "remove it, and write out what it names",
            at: location)
    }

    static func alias(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "aliases (`*name`) are not read here",
            remedy: "write out what it stands for, or put a text that begins with `*` in quotes",
            at: location)
    }

    static func tag(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "tags (`!name`) are not read here",
            remedy: "remove it, or put a text that begins with `!` in quotes", at: location)
    }

    static func surprisingNumber(
        _ surprise: CoreSchema.Surprise, at location: SourceLocation
    ) -> Diagnostic {
        switch surprise {
        case .leadingZero:
            Diagnostic(
                "a number begins with 0, which readers of YAML take differently",
                remedy: "put it in quotes to keep it as written, or write 0o755 for octal",
                at: location)
        case .tooLarge:
            Diagnostic(
                "the number is too large", remedy: "put it in quotes to keep it as written",
                at: location)
        }
    }

    static func duplicateKey(
        _ key: String, at location: SourceLocation, first: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            "the key `\(key)` stands here a second time", remedy: "remove one of the two",
            at: location, notes: [Note("the first is here", at: first)])
    }

    static func badKey(at location: SourceLocation) -> Diagnostic {
        Diagnostic("a key should be a text", remedy: "write `key: value`", at: location)
    }
}
