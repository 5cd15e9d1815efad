// The debugger's help.

extension CommandName {
    /// The syntax.
    var usage: String {
        switch self {
        case .step, .next, .continue, .retry, .skip, .revert, .plan, .shell, .detach, .quit:
            rawValue
        case .until, .back: "\(rawValue) STEP"
        case .break: "break [before STEP | after STEP | on failure | on CLASS | on FACT=VALUE]"
        case .delete: "delete [NUMBER]"
        case .facts: "facts [PREFIX]"
        case .print: "print FACT | TEXT"
        case .params: "params [STEP | NAME=VALUE]"
        case .move: "move STEP before|after STEP"
        case .log, .request: "\(rawValue) [COUNT]"
        case .set: "set FACT=VALUE"
        case .unset: "unset FACT"
        case .save: "save FILE"
        case .help: "help [COMMAND]"
        }
    }

    /// What the command does, in a phrase.
    var summary: String {
        switch self {
        case .step: "continue to the next point where the run can stop"
        case .next: "continue to the next step"
        case .continue: "continue to a breakpoint, a failure or the end"
        case .until: "continue until a step is about to begin"
        case .break: "set a breakpoint; without arguments, list them"
        case .delete: "delete a breakpoint, or all"
        case .retry: "repeat the step"
        case .skip: "skip the step"
        case .move: "move a later step to another place"
        case .back: "go back to an earlier step and undo the steps in between"
        case .revert: "end the run and undo its steps"
        case .facts: "show the known facts"
        case .print: "show one fact, or a text with its ${facts} filled in"
        case .params: "show parameters, or change one of this step"
        case .plan: "show the steps and the position of the run"
        case .log: "show the last events"
        case .request: "show the last requests to services, and their replies"
        case .set: "set a fact"
        case .unset: "remove a fact"
        case .shell: "start a shell with the facts as variables"
        case .save: "save the changes to a file for `enlist run --pipeline`"
        case .detach: "continue to the end without stopping"
        case .quit: "end the run here; `enlist run` can resume it"
        case .help: "explain a command"
        }
    }

    /// More explanation; empty if the summary is enough.
    var details: [String] {
        switch self {
        case .step:
            [
                "A step has a point before it and one after it; a failed attempt is one more.",
                "An empty line repeats `step` and `next`.",
            ]
        case .next:
            [
                "Stops before it; earlier if the step fails for good or at a breakpoint."
            ]
        case .break:
            [
                "A failure past all retries stops the run in any case; `break on failure` also stops",
                "at those that will be retried, `break on throttled` at those of one class.",
                "Examples: break before tag-instance; break on hostname=web1",
            ]
        case .retry:
            [
                "The attempts and the time that its policy grants start over. After a failure",
                "that the policy retries, it does not wait first.",
            ]
        case .back:
            [
                "Steps that cannot be undone are listed; their effects stay, and when they run again,",
                "they first check what is done already.",
            ]
        case .move:
            [
                "Neither step may have begun; only `after` can name the current one. Each step must",
                "find what it needs in the new order. `save` saves it; a resumed run has",
                "the order of its file again.",
            ]
        case .params:
            [
                "A value is written as in a pipeline file, and may have ${facts} in it. `retry`",
                "then repeats a failed step with it, `save` saves it.",
                "Examples: params layer=web; params tags={Name: \"${hostname}\"}",
            ]
        case .set:
            ["It applies until a step gives the same fact. `params` changes a step's parameters."]
        case .shell:
            ["`stack.id` is ENLIST_FACT_STACK_ID; secrets are omitted. `exit` returns here."]
        case .request:
            [
                "Operation, service and status; after `>` the request's body, after `<` the",
                "reply, each up to 4096 bytes. Secrets are hidden. Without COUNT, the",
                "last three.",
            ]
        case .save:
            [
                "Changed parameters, moved and skipped steps; the file extends the pipeline of this run."
            ]
        default: []
        }
    }

    private static let groups: [(title: String, names: [CommandName])] = [
        ("Continue", [.step, .next, .continue, .until, .detach, .quit]),
        ("Stop", [.break, .delete]),
        ("Look", [.plan, .facts, .print, .params, .log, .request]),
        ("Change", [.set, .unset, .retry, .skip, .move, .back, .revert, .save, .shell]),
    ]

    /// All commands, one per line.
    static var overview: [String] {
        let width = 12
        var lines: [String] = []
        for group in groups {
            lines.append("\(group.title):")
            lines += group.names.map { name in
                let word = name.letter.map { "\(name.rawValue), \($0)" } ?? name.rawValue
                return "  \(word)\(String(repeating: " ", count: max(1, width - word.utf8.count)))"
                    + name.summary
            }
        }
        return lines + [
            "`help COMMAND` explains one. Commands may be abbreviated."
        ]
    }

    /// The full help for one command.
    var help: [String] {
        ["\(usage): \(summary)" + (letter.map { " (short: \($0))" } ?? "")]
            + details.map { "  \($0)" }
    }
}
