import AWS
import Bytes
import Pipeline

extension RunCommand {
    static let command = Parameter<[String]?>(
        "command", "the program and its arguments, each an item: no shell is involved",
        check: Command.problem)
    static let script = Parameter<String?>(
        "script", "a script for the shell; facts are variables, such as $ENLIST_FACT_STACK_ID",
        check: ShellText.problem
    ).literal.shown(as: abridged)
    static let shell = Parameter<MachinePath>(
        "shell", "the shell that runs the script, with `-c`", default: MachinePath(text: "/bin/sh"))
    static let env = Parameter<[String: String]>(
        "env", "environment variables, beside the standard ones and the facts", default: [:],
        check: variableProblem
    ).secret
    static let cwd = Parameter<MachinePath>(
        "cwd", "the working directory", default: MachinePath(text: "/"))
    static let user = Parameter<String?>(
        "user", "the user as whom it runs; by default enlist's own",
        check: { $0.isEmpty || $0.utf8.contains(0) ? "is not a user's name" : nil })
    static let exitStatuses = Parameter<ExitStatuses>(
        "exit-statuses",
        "the meaning of exit statuses: `done`, `busy`, `transient` (both retried), `reboot`; "
            + "0 is done unless listed, any other a failure",
        default: .standard)
    static let creates = Parameter<OneOrMore<MachinePath>?>(
        "creates", "files or folders that it creates: if all exist, its work is done")
    static let gives = Parameter<DeclaredFacts>(
        "gives", "facts that it writes to the file $ENLIST_GIVES, one `name=value` a line",
        default: DeclaredFacts.none, check: \.problem
    ).literal
    static let revert = Parameter<[String]?>(
        "revert",
        "the program that undoes it, and its arguments, which can hold the step's facts",
        check: Command.problem
    ).forUndoing

    /// The kind `run`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "run", summary: "Runs a program or a script",
            parameters: [
                command.description, script.description, shell.description, env.description,
                cwd.description, user.description, exitStatuses.description, creates.description,
                gives.description, revert.description, BelowRoot.parameter.description,
            ],
            rules: [
                .exactlyOne(["command", "script"]), .onlyWith("shell", ["script"]),
                .atMostOne(["creates", "gives"]),
            ],
            failures: [.busy, .transient, .crashed, .refused],
            // Not after a timeout: how far the command came is unknown.
            policy: Policy(
                retries: [
                    Retry(
                        on: [.busy], attempts: 60, delay: .seconds(2), factor: 1.5,
                        maxDelay: .seconds(10), jitter: .equal),
                    Retry(on: [.transient], attempts: 8, delay: .seconds(2)),
                ],
                timeout: .seconds(600)),
            declaredGives: { $0["gives"].flatMap(DeclaredFacts.init)?.names ?? [] },
            problem: { parameters in
                ShellCommand.problem(in: parameters, [command.name, revert.name])
            },
            planText: planText
        ) { arguments throws(Failure) in
            let words = try arguments.value(command)
            let script = try arguments.value(script) ?? ""
            let environment = try arguments.value(env)
            let run = RunCommand(
                command: try words.map(Command.program)
                    ?? .script(script, shell: arguments.value(shell).text),
                environment: environment, folder: try arguments.value(cwd).text,
                user: try arguments.value(user), statuses: try arguments.value(exitStatuses),
                creates: try arguments.value(creates)?.items ?? [],
                gives: try arguments.value(gives),
                belowRoot: try arguments.value(BelowRoot.parameter),
                host: host)
            guard let undoing = try arguments.value(revert) else { return run }
            return RevertibleCommand(done: run, undoing: undoing)
        }
        .typing { $0["gives"].flatMap(DeclaredFacts.init)?.types.mapValues(\.type) ?? [:] }
    }

    private static func planText(_ parameters: [String: Value]) -> String? {
        let what: String
        if case .list(let words)? = parameters["command"] {
            what = "runs `\(words.map(\.text).joined(separator: " "))`"
        } else {
            what = "runs a script by \(parameters["shell"]?.text ?? "")"
        }
        let user = parameters["user"].flatMap { $0 == .null ? nil : " as \($0.text)" } ?? ""
        var made = parameters["creates"] ?? .null
        if case .list(let paths) = made {
            made = .string(paths.map(\.text).joined(separator: ", "))
        }
        return what + user + (made == .null ? "" : " unless there is \(made.text)")
    }

    /// A script's first line, and the number of lines: the whole is in the pipeline file.
    private static func abridged(_ script: Value) -> Value {
        guard case .string(let text) = script else { return script }
        let lines = text.lines().filter { !$0.isEmpty }
        guard let first = lines.first, lines.count > 1 else { return script }
        return .string("\(first) … (\(lines.count) lines)")
    }

    private static func variableProblem(_ variables: [String: String]) -> String? {
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            let isName = name.utf8.allSatisfy {
                $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_")
            }
            if !isName || name.utf8.first?.isDigit ?? true {
                return "has a name that no variable can have"
            }
            if name.begins(with: "ENLIST_") { return "has `\(name)`, which enlist itself sets" }
            if value.utf8.contains(0) { return "has a zero byte in it" }
        }
        return nil
    }
}
