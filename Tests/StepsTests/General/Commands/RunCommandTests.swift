import Foundation
import Pipeline
import SystemPackage
import Testing

@testable import Steps

@Suite struct RunCommandTests {
    /// The kind `run`, below a root of the test's own.
    private func bench(_ sandbox: borrowing Sandbox) throws -> StepBench {
        StepBench(RunCommand.kind(try Host(sandbox, ["SECRET": "s3cr3t"])))
    }

    private func run(
        _ parameters: [String: Value], in sandbox: borrowing Sandbox, facts: Facts = Facts(),
        timeout: Duration? = nil
    ) async throws -> (output: [String], gave: Facts) {
        let bench = try bench(sandbox)
        let parameters = parameters.merging(["below-root": "run"]) { own, _ in own }
        let gave = try await bench.run(parameters, facts: facts, timeout: timeout)
        return (bench.recorder.output, gave)
    }

    @Test func `arguments are never taken apart, whatever facts bring in`() async throws {
        let sandbox = try Sandbox()
        var facts = Facts()
        facts[.hostname] = "a b; touch /tmp/x `id` $HOME \"'"
        let (output, _) = try await run(
            ["command": ["printf", "[%s]\\n", "${hostname}", "x ${hostname}", "", "*", 5]],
            in: sandbox, facts: facts)
        #expect(
            output == [
                "[a b; touch /tmp/x `id` $HOME \"']", "[x a b; touch /tmp/x `id` $HOME \"']", "[]",
                "[*]", "[5]",
            ])
    }

    @Test func `a fact too large for an environment keeps nobody from running who does without`()
        async throws
    {
        let sandbox = try Sandbox()
        let large = try #require(FactName("large"))
        let other = try #require(FactName("large.other"))
        var facts = Facts([large: .string(String(repeating: "x", count: 131_072)), other: "small"])
        let (output, _) = try await run(
            ["script": "echo ${#ENLIST_FACT_LARGE_OTHER}"], in: sandbox, facts: facts)
        #expect(output == ["5"])
        for script in ["echo $ENLIST_FACT_LARGE", "echo ${ENLIST_FACT_LARGE}"] {
            let failure = await #expect(throws: Failure.self) {
                try await run(["script": .string(script)], in: sandbox, facts: facts)
            }
            #expect(
                failure?.message == """
                    the command uses $ENLIST_FACT_LARGE, and the fact `large` (128 KiB) is too large for \
                    an environment
                    """)
        }
        let argument = await #expect(throws: Failure.self) {
            try await run(["command": ["echo", "${large}"]], in: sandbox, facts: facts)
        }
        #expect(argument?.message.hasPrefix("argument 1 of `echo` is larger than 128 KiB") == true)
        let variable = await #expect(throws: Failure.self) {
            try await run(
                ["command": ["echo"], "env": ["X": "${large}"]], in: sandbox, facts: facts)
        }
        #expect(variable?.message.hasPrefix("the variable `X` of `env` is larger") == true)

        // Each fits, and all together do not: the smaller ones are passed.
        facts = Facts()
        for number in 1...40 {
            let name = try #require(FactName("fact.n\(number)"))
            facts[name] = .string(String(repeating: "x", count: number * 3000))
        }
        let variables = FactVariables(facts)
        #expect(variables.variables["ENLIST_FACT_FACT_N1"] != nil)
        #expect(variables.variables["ENLIST_FACT_FACT_N40"] == nil)
        #expect(variables.variables.values.reduce(0) { $0 + $1.utf8.count } < 512 << 10)
        #expect(variables.tooLarge.count + variables.variables.count == 40)
        #expect(
            try await run(["command": ["echo", "on"]], in: sandbox, facts: facts).output == ["on"])
    }

    @Test func `a script has facts as variables, and no others of enlist's environment`()
        async throws
    {
        let sandbox = try Sandbox()
        var facts = Facts()
        facts[.stackID] = "s-1"
        facts[.hostname] = "$(touch hacked)"
        facts[.identity] = InstanceIdentity(document: "{}", signature: "secret")
        let script = """
            printf '%s\\n' "$ENLIST_FACT_STACK_ID" "$ENLIST_FACT_HOSTNAME" "${SECRET:-none}" "$(test "$GREETING" = "hello s-1" && echo greeted)"
            env | grep -c -i identity
            pwd
            """
        let (output, _) = try await run(
            ["script": .string(script), "env": ["GREETING": "hello ${stack.id}"]],
            in: sandbox, facts: facts)
        #expect(
            output == [
                "s-1", "$(touch hacked)", "none", "greeted", "0", sandbox.root.path.string,
            ])
        #expect(try sandbox.tree() == ["root"])
    }

    @Test func `the shell and the folder can be others`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("", at: "srv/app/file")
        try sandbox.link("app", to: "/srv/app")
        let (output, _) = try await run(
            ["script": "echo $0 *", "shell": "/bin/bash", "cwd": "/app"], in: sandbox)
        #expect(output == ["/bin/bash file"])
    }

    @Test func `a program below the root goes before the machine's own`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("#!/bin/sh\necho mine $1\n", at: "usr/bin/env")
        #expect(chmod(sandbox.place("usr/bin/env").path, 0o755) == 0)
        let (output, _) = try await run(["command": ["/usr/bin/env", "x"]], in: sandbox)
        #expect(output == ["mine x"])
    }

    @Test func `below a root nothing is run that is not meant to be`() async throws {
        let sandbox = try Sandbox()
        let failure = await #expect(throws: Failure.self) {
            _ = try await run(["command": ["true"], "below-root": "refuse"], in: sandbox)
        }
        #expect(
            failure
                == Failure(
                    .refused,
                    "a command would change the machine itself, and not what is below "
                        + sandbox.root.path.string,
                    remedy:
                        "leave the step out with --skip, or, if the command heeds ENLIST_ROOT, "
                        + "say `below-root: run`"))
    }

    @Test(
        "an exit status means what the step says",
        arguments: [
            (0, nil), (1, .refused), (75, .busy), (69, .transient), (3, nil), (255, .refused),
        ] as [(Int, FailureClass?)])
    func statuses(status: Int, failureClass: FailureClass?) async throws {
        let sandbox = try Sandbox()
        do {
            _ = try await run(
                [
                    "script": .string("echo last words; exit \(status)"),
                    "exit-statuses": ["done": [3], "busy": [75], "transient": [69, 70]],
                ], in: sandbox)
            #expect(failureClass == nil)
        } catch let failure as Failure {
            #expect(failure.failureClass == failureClass)
            #expect(failure.message == "`script` ended with exit status \(status)")
            #expect(failure.details == ["last words"])
        }
    }

    @Test func `a status can ask for a reboot`() async throws {
        let sandbox = try Sandbox()
        await #expect(throws: RebootRequest("`sh` ended with exit status 194")) {
            _ = try await run(
                ["command": ["sh", "-c", "exit 194"], "exit-statuses": ["reboot": [194]]],
                in: sandbox)
        }
    }

    @Test func `a command that is killed has crashed`() async throws {
        let sandbox = try Sandbox()
        let failure = await #expect(throws: Failure.self) {
            _ = try await run(["script": "kill -11 $$"], in: sandbox)
        }
        #expect(failure?.failureClass == .crashed)
        #expect(failure?.message == "`script` was killed by signal 11")
    }

    @Test func `what it makes says that its work is done`() async throws {
        let sandbox = try Sandbox()
        let parameters: [String: Value] = [
            "script": "echo working; touch a b", "creates": ["/a", "/b"],
        ]
        try sandbox.put("", at: "a")
        #expect(try await run(parameters, in: sandbox).output == ["working"])
        #expect(try await run(parameters, in: sandbox).output == [])
    }

    @Test func `it gives the facts that it declares, each of its type`() async throws {
        let sandbox = try Sandbox()
        let script = """
            echo disk.id=vol=1 >> $ENLIST_GIVES
            echo disk.size=10 >> $ENLIST_GIVES
            echo disk.is-new=true >> $ENLIST_GIVES
            """
        let (_, gave) = try await run(
            [
                "script": .string(script),
                "gives": ["disk.id": "string", "disk.size": "integer", "disk.is-new": "boolean"],
            ], in: sandbox)
        #expect(gave.shown.json == #"{"disk.id":"vol=1","disk.is-new":true,"disk.size":10}"#)
        #expect(try sandbox.tree().filter { $0.contains("gives") } == [])
    }

    @Test(
        "facts that are not as declared are a failure",
        arguments: [
            (": > $ENLIST_GIVES", "the command succeeded without giving `a`, `n`"),
            ("rm $ENLIST_GIVES", "the command succeeded without giving `a`, `n`"),
            (
                "echo a=1 > $ENLIST_GIVES; echo b=1 >> $ENLIST_GIVES",
                "the command gives `b`, which the step does not declare"
            ),
            (
                "echo n=ten > $ENLIST_GIVES",
                "the command gives `n`, which should be an integer and is not"
            ),
            ("printf 'a=1\\na=2\\n' > $ENLIST_GIVES", "the command gives `a` twice"),
            (
                "echo nonsense > $ENLIST_GIVES",
                "what the command has written to $ENLIST_GIVES cannot be read: its line 1 is not "
                    + "`name=value`"
            ),
            (
                "printf 'a=\\377\\n' > $ENLIST_GIVES",
                "what the command has written to $ENLIST_GIVES cannot be read: it is not UTF-8"
            ),
            (
                "head -c 70000 /dev/zero > $ENLIST_GIVES",
                "what the command has written to $ENLIST_GIVES cannot be read: it is too large"
            ),
            (
                "rm $ENLIST_GIVES; mkfifo $ENLIST_GIVES",
                "what the command has written to $ENLIST_GIVES cannot be read: it is not a "
                    + "regular file any more"
            ),
            (
                "rm $ENLIST_GIVES; ln -s /etc/passwd $ENLIST_GIVES",
                "the command succeeded without giving `a`, `n`"
            ),
        ])
    func badFacts(script: String, message: String) async throws {
        let sandbox = try Sandbox()
        let failure = await #expect(throws: Failure.self) {
            _ = try await run(
                ["script": .string(script), "gives": ["a": "string", "n": "integer"]], in: sandbox)
        }
        #expect(failure?.message == message)
    }

    @Test func `another command undoes it, if it has run`() async throws {
        let sandbox = try Sandbox()
        let bench = try bench(sandbox)
        let parameters: [String: Value] = [
            "script": "touch made", "creates": "/made", "revert": ["rm", "made"],
            "below-root": "run",
        ]
        try await bench.run(parameters, undoing: true)
        #expect(try sandbox.tree() == ["root"])
        try await bench.run(parameters)
        try await bench.run(parameters, undoing: true)
        #expect(try sandbox.tree() == ["root", "root/made"])
    }

    @Test func `endless output is bounded, and its end is in the failure`() async throws {
        let sandbox = try Sandbox()
        let bench = try bench(sandbox)
        let failure = await #expect(throws: Failure.self) {
            try await bench.run([
                "script": "i=0; yes | head -n 30000; printf 'z%.0s\\001\\033[31m' 1; echo; exit 1",
                "below-root": "run",
            ])
        }
        #expect(bench.recorder.output.count == OutputBudget.mostLines)
        #expect(
            bench.recorder.warnings == [
                "script prints more than a log should hold: the rest is omitted"
            ])
        #expect(failure?.details.last == "z")
        #expect(failure?.details.count == 20)
    }

    @Test func `a command whose time is up is ended with all that it has started`() async throws {
        let sandbox = try Sandbox()
        let failure = await #expect(throws: Failure.self) {
            _ = try await run(
                [
                    "script": """
                    trap '' TERM
                    (trap '' TERM; echo $$ > pids; exec sleep 1000) &
                    echo waiting
                    sleep 1000
                    """
                ], in: sandbox, timeout: .milliseconds(300))
        }
        #expect(failure?.failureClass == .timeout)
        #expect(failure?.details == ["waiting"])
        let left = RunningProcess.all?.filter {
            $0.workingDirectory?.starts(with: sandbox.root.path) ?? false
        }
        #expect(left?.isEmpty == true)
    }

    @Test(
        "parameters that make no sense are refused before anything runs",
        arguments: [
            ([:], "`run` lacks one of `command`, `script`"),
            (["command": ["a"], "shell": "/bin/sh"], "`run` has `shell` without `script`"),
            (["command": []], "the parameter `command` of `run` names no program"),
            (
                ["command": ["bin/x"]],
                "the parameter `command` of `run` names its program by a relative path: write an "
                    + "absolute one, or a name alone"
            ),
            (["command": ["a", "b\0c"]], "the parameter `command` of `run` has a zero byte in it"),
            (
                ["script": "echo ${stack.id}"],
                "the parameter `script` of `run` has `${stack.id}` in it, which the shell does not "
                    + "know: a script gets facts as variables, this one as "
                    + "\"$ENLIST_FACT_STACK_ID\""
            ),
            (
                ["script": "echo ${hostname:-x}"],
                "the parameter `script` of `run` has `${hostname}` in it, which the shell does not "
                    + "know: a script gets facts as variables, this one as "
                    + "\"$ENLIST_FACT_HOSTNAME\""
            ),
            (["script": " \n"], "the parameter `script` of `run` is empty"),
            (
                ["script": "x", "env": ["A-B": "1"]],
                "the parameter `env` of `run` has a name that no variable can have"
            ),
            (
                ["script": "x", "env": ["ENLIST_ROOT": "/"]],
                "the parameter `env` of `run` has `ENLIST_ROOT`, which enlist itself sets"
            ),
            (
                ["script": "x", "exit-statuses": ["busy": [1], "done": [1]]],
                "the parameter `exit-statuses` of `run` should be a mapping with any of `done`, "
                    + "`busy`, `transient`, `reboot`, each a list of exit statuses from 0 to 255, "
                    + "none twice"
            ),
            (
                ["script": "x", "gives": ["instance.id"]],
                "the parameter `gives` of `run` has `instance.id`, which instance metadata gives"
            ),
            (
                ["script": "x", "gives": ["a"], "creates": "/a"],
                "`run` has `creates`, `gives`, of which only one can be given"
            ),
        ] as [([String: Value], String)])
    func refused(parameters: [String: Value], message: String) async throws {
        let sandbox = try Sandbox()
        let bench = try bench(sandbox)
        let error = await #expect(throws: Diagnostics.self) { try await bench.run(parameters) }
        #expect(error?.all.map(\.message) == [message])
    }

    @Test(
        "a fact in the script of a shell is refused, wherever the shell stands",
        arguments: [
            ["sh", "-c", "echo ${stack.name}"], ["/bin/bash", "-eu", "-c", "x=${hostname}"],
            ["env", "A=b", "dash", "-ec", "${hostname}"],
            ["timeout", "5", "sh", "-xc", "${hostname}"],
            ["bash", "-c", "-e", "${hostname:-x}"], ["zsh", "--command", "${hostname}"],
        ])
    func factsInShell(command: [String]) async throws {
        let sandbox = try Sandbox()
        let error = await #expect(throws: Diagnostics.self) {
            _ = try await run(["command": .list(command.map(Value.string))], in: sandbox)
        }
        let problem = try #require(error?.all.first)
        #expect(problem.message.contains("in the script of a shell"), "\(problem.message)")
        #expect(problem.remedy.contains("\"$ENLIST_FACT_"), "\(problem.remedy)")
    }

    @Test func `what env holds is hidden in what the program prints`() async throws {
        let sandbox = try Sandbox()
        let (output, _) = try await run(
            [
                "script": "echo $TOKEN; echo \"x-$TOKEN\u{301}\"; echo $SHORT >&2",
                "env": ["TOKEN": "t0k3n", "SHORT": "abc"],
            ], in: sandbox)
        #expect(output == ["***", "x-***\u{301}", "abc"])
    }

    @Test func `a user that is not there is named`() async throws {
        let sandbox = try Sandbox()
        let failure = await #expect(throws: Failure.self) {
            _ = try await run(["command": ["id"], "user": "no-such-user"], in: sandbox)
        }
        #expect(failure?.message == "there is no user `no-such-user`")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become another user"))
    func `for another user it has that user's permissions only, and can give facts`() async throws {
        let sandbox = try Sandbox()
        #expect(chmod(sandbox.folder.path, 0o755) == 0)
        let script = """
            id -un; id -Gn; echo $HOME $USER
            grep -E '^(Uid|Gid|CapEff):' /proc/self/status | tr -s '\\t ' ' '
            echo name=$(id -un) > $ENLIST_GIVES
            """
        let (output, gave) = try await run(
            ["script": .string(script), "user": "nobody", "gives": ["name"]], in: sandbox)
        let nobody = try #require(getpwnam("nobody")?.pointee)
        let (user, group) = (nobody.pw_uid, nobody.pw_gid)
        #expect(
            output == [
                "nobody", "nogroup", "\(String(cString: nobody.pw_dir)) nobody",
                "Uid: \(user) \(user) \(user) \(user)", "Gid: \(group) \(group) \(group) \(group)",
                "CapEff: 0000000000000000",
            ])
        #expect(gave.shown.json == #"{"name":"nobody"}"#)
    }
}
