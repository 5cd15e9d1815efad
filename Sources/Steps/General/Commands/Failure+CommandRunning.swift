import ChildOutput
import Pipeline

// The wording of failures of `run`.
extension Failure {
    static func outsideRoot(_ root: MachineRoot) -> Failure {
        Failure(
            .refused,
            "a command would change the machine itself, and not what is below \(root.path)",
            remedy:
                "leave the step out with --skip, or, if the command heeds ENLIST_ROOT, say "
                + "`below-root: run`")
    }

    static func command(
        _ program: String, _ ending: ChildProcess.Ending, _ meaning: ExitStatuses.Meaning?,
        _ tail: OutputTail
    ) -> Failure {
        let (failureClass, remedy): (FailureClass, String) =
            switch (ending, meaning) {
            case (.killed, _):
                (.crashed, "find out who or what has killed it: look at the kernel's log")
            case (.exited, .busy):
                (.busy, "wait for the process that uses what it needs, or end it")
            case (.exited, .transient): (.transient, "read below what it printed")
            case (.exited, _):
                (
                    .refused,
                    "read below what it printed; if the status means something else, say so in "
                        + "`exit-statuses`"
                )
            }
        return Failure(
            failureClass, "`\(program)` \(ending.words)", remedy: remedy, details: tail.lines)
    }

    static func factTooLarge(
        _ fact: FactName, _ size: ByteCount, variable: String
    ) -> Failure {
        Failure(
            .refused,
            "the command uses $\(variable), and the fact `\(fact)` (\(size.readable)) is too large "
                + "for an environment",
            remedy: "have the step that gives it write a file, and give that file's path; or put "
                + "`${\(fact)}` into a file with `write-file`")
    }

    static func argumentTooLarge(_ what: String) -> Failure {
        Failure(
            .refused,
            "\(what) is larger than \(ByteCount(bytes: ProgramArgument.mostBytes).readable), the "
                + "most that Linux gives a program as one text",
            remedy:
                "put it into a file, with `write-file` where it is a fact, and give that file's path"
        )
    }

    static func givesUnreadable(_ problem: String) -> Failure {
        Failure(
            .refused, "what the command has written to $ENLIST_GIVES cannot be read: \(problem)",
            remedy: "have it write `name=value` lines, at most \(FactLines.mostBytes) bytes")
    }

    static func undeclaredFact(_ name: FactName, among declared: [FactName]) -> Failure {
        let near = nearestName(to: name.text, among: declared.map(\.text))
        return Failure(
            .refused, "the command gives `\(name)`, which the step does not declare",
            remedy: near.map { "did you mean `\($0)`?" }
                ?? "add it to the step's `gives`, or do not write it")
    }

    static func factGivenTwice(_ name: FactName) -> Failure {
        Failure(
            .refused, "the command gives `\(name)` twice",
            remedy: "have it write each fact once; a value is one line")
    }

    static func badGivenFact(_ name: FactName, _ type: DeclaredFacts.FactType) -> Failure {
        Failure(
            .refused, "the command gives `\(name)`, which should be \(type.words) and is not",
            remedy: "correct the command, or the type in the step's `gives`")
    }

    static func factsNotWritten(_ names: [FactName]) -> Failure {
        Failure(
            .refused,
            "the command succeeded without giving "
                + names.map { "`\($0)`" }.joined(separator: ", "),
            remedy: "have it write them, one `name=value` a line, to the file $ENLIST_GIVES")
    }
}
