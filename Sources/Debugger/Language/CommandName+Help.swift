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
        case .step: "go on to the next point where the run can stop"
        case .next: "go on to the next step"
        case .continue: "go on to a breakpoint, a failure or the end"
        case .until: "go on until a step is about to begin"
        case .break: "stop at a point each time; without words, list these"
        case .delete: "forget a breakpoint, or all"
        case .retry: "do the step again"
        case .skip: "leave the step out"
        case .move: "do a later step earlier or later"
        case .back: "go back to an earlier step, undoing what lies between"
        case .revert: "end the run and undo what it did"
        case .facts: "show what is known"
        case .print: "show one fact, or what a text with ${facts} becomes"
        case .params: "show parameters, or change one of this step"
        case .plan: "show the steps and where the run stands"
        case .log: "show what happened last"
        case .request: "show the last requests to services, and their replies"
        case .set: "say a fact"
        case .unset: "forget a fact"
        case .shell: "start a shell that has the facts as variables"
        case .save: "write what was changed to a file for `enlist run --pipeline`"
        case .detach: "go on to the end without stopping"
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
                "Stops before that; earlier where the step fails for good or a breakpoint says so."
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
                "Steps that cannot be undone are named; what they did stays, and they look first",
                "what is done already when they are done again.",
            ]
        case .move:
            [
                "Both are steps that have not begun, but for `after` the one at hand. Each step must",
                "find what it needs in the new order. `save` keeps it; a run that is resumed has",
                "the order of its file again.",
            ]
        case .params:
            [
                "A value is written as in a pipeline file, and may have ${facts} in it. `retry`",
                "then does a failed step again with it, `save` keeps it.",
                "Examples: params layer=web; params tags={Name: \"${hostname}\"}",
            ]
        case .set:
            ["It holds until a step gives the same fact. `params` changes a step's parameters."]
        case .shell:
            ["`stack.id` is ENLIST_FACT_STACK_ID; secrets are left out. `exit` comes back here."]
        case .request:
            [
                "What was asked, of whom, and how it was answered; after `>` what the request said,",
                "after `<` the reply, each up to 4096 bytes. Secrets are hidden. Without COUNT, the",
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
        ("Going on", [.step, .next, .continue, .until, .detach, .quit]),
        ("Stopping", [.break, .delete]),
        ("Looking", [.plan, .facts, .print, .params, .log, .request]),
        ("Changing", [.set, .unset, .retry, .skip, .move, .back, .revert, .save, .shell]),
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
            "`help COMMAND` says more. A beginning of a command that fits no other is enough."
        ]
    }

    /// The full help for one command.
    var help: [String] {
        ["\(usage): \(summary)" + (letter.map { " (short: \($0))" } ?? "")]
            + details.map { "  \($0)" }
    }
}
