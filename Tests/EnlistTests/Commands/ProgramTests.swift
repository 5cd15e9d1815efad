import Application
import Glibc
import TestSupport
import Testing

@testable import enlist

/// The program from outside: its statuses, its streams, its signals.
struct ProgramTests {
    @Test(
        "the version comes first, then what is to be known before a run",
        arguments: ["version", "--version"])
    func version(argument: String) async throws {
        try await withTemporaryFolder { root in
            let ending = try Program("enlist \(argument)", root: root).end()
            #expect(ending.output == Version.text + "\n")
            #expect(ending.output.hasPrefix("enlist 0.2.0\n"))
            #expect(ending.status == 0)
        }
    }

    @Test(
        "every command's help has an example",
        arguments: ["run", "step", "plan", "graph", "validate", "schema", "steps", "version"])
    func help(command: String) async throws {
        try await withTemporaryFolder { root in
            let ending = try Program("enlist \(command) --help", root: root).end()
            #expect(ending.output.contains(":\n\n  enlist \(command)"))
            #expect(ending.status == 0)
        }
    }

    @Test(
        "bad usage ends with 64",
        arguments: [
            "enlist nonsense", "enlist run --nonsense", "enlist run --only ''",
            "enlist run --json --quiet", "enlist steps no-such-kind", "enlist plan --set x",
            "enlist step", "enlist step ohai-hint --json --quiet", "enlist graph --format png",
            "enlist validate", "enlist validate x --set y",
        ])
    func usage(script: String) async throws {
        try await withTemporaryFolder { root in
            let ending = try Program(script, root: root).end()
            #expect(ending.output == "")
            #expect(ending.errors.hasPrefix("Error: "))
            #expect(ending.status == 64)
        }
    }

    @Test(
        "a file that is no pipeline ends with 65, and none makes the program wait",
        arguments: [
            ("none", "`none` cannot be read: there is no such file"),
            (".", "`.` is not a regular file"),
            ("fifo", "`fifo` is not a regular file"),
            ("circle", "`circle` cannot be read: its symbolic links lead in a circle"),
            ("/dev/zero", "`/dev/zero` is not a regular file"),
            ("''", "`` cannot be read: there is no such file"),
        ])
    func badFile(path: String, problem: String) async throws {
        try await withTemporaryFolder { root in
            let script =
                "cd \(root); mkfifo fifo; ln -s circle circle; enlist run --pipeline \(path)"
            let ending = try Program(script, root: root).end()
            #expect(ending.output == "")
            #expect(ending.errors.hasPrefix("error: \(problem)\n    remedy: "))
            #expect(ending.status == 65)
        }
    }

    @Test func `metadata that cannot be reached ends with 69`() async throws {
        try await withTemporaryFolder { root in
            let script = """
                enlist run --quiet --product shop --environment prod --platform web --major 3
                """
            let ending = try Program(script, root: root).end()
            #expect(ending.output == "")
            #expect(ending.errors.hasPrefix("error: instance metadata"))
            #expect(ending.status == 69)
        }
    }

    @Test func `a graph is drawn without asking anybody`() async throws {
        try await withTemporaryFolder { root in
            let text = try Program("enlist graph", root: root).end()
            #expect(text.output.hasPrefix("pipeline \(BuiltInPipeline.standardName) (from "))
            #expect(text.errors == "")
            let svg = try Program("enlist graph --format svg", root: root).end()
            #expect(svg.output.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
            #expect(text.status == 0 && svg.status == 0)
        }
    }

    @Test func `all files are validated, and what is wrong is said in one report`() async throws {
        try await withTemporaryFolder { root in
            try write("enlist: 1\nname: hint\nsteps: [ohai-hint]\n", to: "\(root)/good.yaml")
            try write("enlist: 1\nname: hint\nsteps: [ohai-hnt]\n", to: "\(root)/bad.yaml")
            let good = try Program("cd \(root); enlist validate good.yaml", root: root).end()
            #expect(good.output == "good.yaml: good, pipeline hint with 1 step\n")
            #expect(good.errors == "")
            #expect(good.status == 0)

            let bad = try Program(
                "cd \(root); enlist validate bad.yaml good.yaml none.yaml", root: root
            ).end()
            #expect(bad.output == good.output)
            #expect(
                bad.errors == """
                    bad.yaml:3:9: error: there is no kind of step called `ohai-hnt`
                        3 | steps: [ohai-hnt]
                          |         ^
                        remedy: did you mean `ohai-hint`?
                    error: `none.yaml` cannot be read: there is no such file
                        remedy: check the path, and the folder that you are in

                    """)
            #expect(bad.status == 65)

            let json = try Program("cd \(root); enlist validate --json good.yaml", root: root).end()
            #expect(json.output == "[]\n")
        }
    }

    @Test("a signal interrupts the run", arguments: [SIGINT, SIGTERM])
    func signals(signal: Int32) async throws {
        let server = try SilentServer()
        try await withTemporaryFolder { root in
            let program = try Program(
                "exec enlist run --product a --environment b --platform c --major 3", root: root,
                environment: [
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)"
                ])
            program.wait(for: "instance metadata PUT /latest/api/token: no answer for 2s")
            program.send(signal)
            let ending = program.end()
            #expect(
                ending.errors == """
                    interrupted: waiting for the step to end; once more ends it at once
                    error: the run was interrupted before its first step
                        remedy: run the same command again

                    """)
            #expect(ending.status == 4)
        }
    }

    @Test(
        "nobody has to read what is printed",
        arguments: [">&-", ">/dev/full", "2>&- >&- <&-", "--json | true"])
    func streams(redirection: String) async throws {
        try await withTemporaryFolder { root in
            try write("enlist: 1\nname: hint\nsteps: [ohai-hint]\n", to: "\(root)/hint.yaml")
            let script = """
                enlist run --pipeline \(root)/hint.yaml \(redirection); cat \(root)/etc/chef/ohai/hints/ec2.json
                """
            let ending = try Program(script, root: root).end()
            #expect(ending.output.split(separator: "\n").last == "{}")
            #expect(ending.errors == "")
            #expect(ending.status == 0)
        }
    }
}
