import AWS
import ChildOutput
import Dispatch
import Foundation
import Pipeline
import SystemPackage
import Testing

@testable import Steps

@Suite struct ChildProcessTests {
    @Test func `arguments reach the program as they are`() async throws {
        let lines = try await lines(of: ChildProcess("printf", ["%s\\n", "a b", "$HOME", "`id`"]))
        #expect(lines == ["a b", "$HOME", "`id`"])
    }

    @Test func `the environment is exactly the one given`() async throws {
        let lines = try await lines(
            of: ChildProcess("/usr/bin/env", environment: ["PATH": "/bin", "A": "1"]))
        #expect(lines.sorted() == ["A=1", "PATH=/bin"])
    }

    @Test func `standard input is empty, standard error is read with standard output`()
        async throws
    {
        let script = "cat; echo out; echo err >&2; exit 3"
        let (ending, tail) = try await ChildProcess("sh", ["-c", script]).run()
        #expect(ending == .exited(3))
        #expect(tail.lines == ["out", "err"])
    }

    @Test func `the program leads a session of its own`() async throws {
        let lines = try await lines(
            of: ChildProcess(
                "sh",
                [
                    "-c",
                    "read _ _ _ _ group session _ < /proc/$$/stat; echo $(($$ == group && $$ == session))",
                ]))
        #expect(lines == ["1"])
    }

    @Test(arguments: ["no-such-program", "/no/such/program", "/etc/passwd", "/etc"])
    func `a program that is not there or cannot be executed is named`(program: String)
        async throws
    {
        await #expect(throws: MachineError.programMissing(program)) {
            try await ChildProcess(program).run()
        }
    }

    @Test func `a program that kills itself is reported so`() async throws {
        let (ending, _) = try await ChildProcess("sh", ["-c", "kill -9 $$"]).run()
        #expect(ending == .killed(signal: 9))
    }

    @Test func `a daemon that keeps the output open holds up nothing and lives on`() async throws {
        let (ending, tail) = try await ChildProcess(
            "sh", ["-c", "sleep 600 & echo $!"]
        ).run()
        #expect(ending == .exited(0))
        let id = try #require(tail.lines.first.flatMap { pid_t($0) })
        #expect(kill(id, 0) == 0)
        kill(id, SIGKILL)
    }

    @Test func `a daemon may go on printing, whatever it printed before and how much`() async throws
    {
        let sandbox = try Sandbox()
        let file = sandbox.place("done").path
        // More than a pipe holds, to both streams, and the last word after the test has looked.
        let script = """
            sh -c 'while test ! -e "$0.go"; do sleep 0.02; done; i=0
                while test $i -lt 3000; do echo "a line of thirty characters or so"; \
                echo "and another one like that" >&2; i=$((i+1)); done; touch "$0"' "$0" &
            echo up
            """
        var leftover: RunningProgram.Leftover?
        let (ending, tail) = try await ChildProcess("sh", ["-c", script, file])
            .run(hiding: Secrets(), begun: { _ in }, leaving: { leftover = $0 }) { _ in }
        #expect(ending == .exited(0))
        #expect(tail.lines == ["up"])
        guard case .drained? = leftover else {
            Issue.record("\(String(describing: leftover))")
            return
        }
        FileManager.default.createFile(atPath: file + ".go", contents: nil)
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: file) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(FileManager.default.fileExists(atPath: file))
    }

    @Test func `a child that ends after its parent is heard to its last word, too`() async throws {
        // The parent dies of SIGTERM at once.
        let script = """
            (trap 'sleep 0.2; echo cleaned; exit 0' TERM; echo up; while :; do sleep 0.02; done) &
            wait
            """
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            try await ChildProcess("sh", ["-c", script]).run { continuation.yield($0) }
        }
        for await line in lines where line == "up" { break }
        task.cancel()
        let error = await #expect(throws: MachineError.self) { try await task.value }
        #expect(error?.failure.details.contains("cleaned") == true)
    }

    @Test func `a program that has ended is not cut off, although nobody saw it yet`() async throws
    {
        let (begun, continuation) = AsyncStream.makeStream(of: Int.self)
        let mayGoOn = DispatchSemaphore(value: 0)
        let task = Task {
            try await ChildProcess("sh", ["-c", "echo woke; exit 7"])
                .run(hiding: Secrets(), begun: { continuation.yield($0) }) { _ in
                    // Its reader is late: the program has ended when the cancellation comes.
                    _ = mayGoOn.wait(timeout: .now() + .seconds(20))
                }
        }
        for await id in begun {
            while !["Z", ""].contains(Self.state(of: "/proc/\(id)")) {
                try await Task.sleep(for: .milliseconds(5))
            }
            break
        }
        task.cancel()
        mayGoOn.signal()
        let (ending, tail) = try await task.value
        #expect(ending == .exited(7))
        #expect(tail.lines == ["woke"])
    }

    private static func state(of folder: String) -> String {
        let stat = (try? String(contentsOfFile: folder + "/stat", encoding: .utf8)) ?? ""
        return stat.split(separator: ")").last?.split(separator: " ").first.map(String.init) ?? ""
    }

    @Test(arguments: ["", "trap '' TERM;"])
    func `cancellation ends the program and what it started`(trap: String) async throws {
        // The grandchild ignores SIGTERM, and outlives its parent where that does not.
        let script =
            "\(trap) (trap '' TERM; echo child $(exec sh -c 'echo $PPID'); sleep 60 & wait; sleep 60) & echo parent $$; wait"
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            try await ChildProcess("sh", ["-c", script], grace: .milliseconds(100)).run {
                continuation.yield($0)
            }
        }
        var ids: [pid_t] = []
        for await line in lines {
            ids.append(try #require(line.split(separator: " ").last.flatMap { pid_t($0) }))
            if ids.count == 2 { break }
        }
        task.cancel()
        await #expect(throws: MachineError.self) { try await task.value }
        for id in ids { #expect(isGone(id)) }
    }

    @Test func `a program that is cut off leaves its last words`() async throws {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            try await ChildProcess(
                "sh", ["-c", "echo one; echo AKIDEXAMPLE; printf half; exec sleep 60"]
            ).run(hiding: Secrets(["AKIDEXAMPLE"])) { continuation.yield($0) }
        }
        for await line in lines where line == "***" { break }
        task.cancel()
        let error = await #expect(throws: MachineError.self) { try await task.value }
        guard case .programCutOff("sh", let tail) = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        // Whether the half line was read by then is chance.
        #expect(tail.lines.prefix(2) == ["one", "***"])
        #expect(
            error?.failure.message == "`sh` was still at work, and was ended")
        #expect(error?.failure.failureClass == .timeout)
        #expect(error?.failure.details == tail.lines)
    }

    @Test func `a program that is being stopped is heard to its last word`() async throws {
        let sandbox = try Sandbox()
        let file = sandbox.place("cleaned").path
        let script = """
            trap 'echo stopping; sleep 0.2; echo cleaned; touch "$0"; exit 0' TERM
            echo up; while :; do sleep 0.05; done
            """
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            try await ChildProcess("sh", ["-c", script, file]).run { continuation.yield($0) }
        }
        for await line in lines where line == "up" { break }
        task.cancel()
        let error = await #expect(throws: MachineError.self) { try await task.value }
        // The shell may say of the pause in which it was hit that it was terminated.
        let said = error?.failure.details.filter { $0 != "Terminated" }
        #expect(said == ["up", "stopping", "cleaned"])
        #expect(FileManager.default.fileExists(atPath: file))
    }

    @Test func `a reader that throws ends the program and gets its error back`() async throws {
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            try await ChildProcess("yes", grace: .milliseconds(100)).run { _ in throw Enough() }
        }
    }

    @Test func `secrets are hidden in every line and in the tail`() async throws {
        let script = "echo key=AKIDEXAMPLE; echo xAKIDEXAMPLE/longer-"
        var lines: [String] = []
        let (_, tail) = try await ChildProcess("sh", ["-c", script])
            .run(hiding: Secrets(["AKIDEXAMPLE", "AKIDEXAMPLE/longer", ""])) { lines.append($0) }
        #expect(lines == ["key=***", "x***-"])
        #expect(tail.lines == lines)
    }

    @Test func `secrets do not show when they are printed`() {
        let secrets = Secrets(["AKIDEXAMPLE"])
        var dumped = ""
        dump(secrets, to: &dumped)
        #expect("\(secrets) \(String(reflecting: secrets)) \(dumped)".contains("AKID") == false)
    }

    private func lines(of process: ChildProcess) async throws -> [String] {
        var lines: [String] = []
        let (ending, _) = try await process.run { lines.append($0) }
        #expect(ending == .exited(0))
        return lines
    }

    /// A process that has ended but was not waited for by its new parent counts as gone.
    private func isGone(_ id: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else {
            return true
        }
        return status.contains(") Z ")
    }
}
