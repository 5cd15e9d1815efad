import AWS
import Foundation
import Pipeline
import SystemPackage
import Testing

@testable import Steps

@Suite struct WriteFileTests {
    private func bench(_ sandbox: borrowing Sandbox) throws -> StepBench {
        StepBench(WriteFile.kind(try Host(sandbox)))
    }

    @Test func `a file is written with its mode, and the second time it is there already`()
        async throws
    {
        let sandbox = try Sandbox()
        try sandbox.put("", at: "etc/x")
        let bench = try bench(sandbox)
        var facts = Facts()
        facts[.hostname] = "web1"
        let parameters: [String: Value] = [
            "path": "/etc/app.conf", "content": "name = ${hostname}\ncost = $$5\n", "mode": "0640",
        ]
        try await bench.run(parameters, facts: facts)
        #expect(sandbox.text(at: "etc/app.conf") == "name = web1\ncost = $5\n")
        #expect(try sandbox.mode(of: "etc/app.conf") == "640")
        try await bench.run(parameters, facts: facts)
        #expect(bench.recorder.notes == ["wrote /etc/app.conf"])
        #expect(try sandbox.tree() == ["root", "root/etc", "root/etc/app.conf", "root/etc/x"])
    }

    @Test(
        "a file that differs in anything is replaced",
        arguments: [("old", "0644"), ("new!", "0644"), ("new", "0600"), ("", "0644")])
    func replaced(content: String, mode: String) async throws {
        let sandbox = try Sandbox()
        try sandbox.put(content, at: "f")
        #expect(chmod(sandbox.place("f").path, mode_t(mode, radix: 8) ?? 0) == 0)
        let bench = try bench(sandbox)
        try await bench.run(["path": "/f", "content": "new"])
        #expect(sandbox.text(at: "f") == "new")
        #expect(try sandbox.mode(of: "f") == "644")
        #expect(bench.recorder.notes == ["replaced /f"])
    }

    @Test func `a template of the machine is rendered with facts`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("v=${stack.name} w=${weight:-5} $${x} $uri", at: "usr/share/t")
        var facts = Facts()
        facts[.stackName] = "${hostname} \"q\""
        try await bench(sandbox).run(["path": "/f", "template": "/usr/share/t"], facts: facts)
        #expect(sandbox.text(at: "f") == "v=${hostname} \"q\" w=5 ${x} $uri")
    }

    @Test(
        "a template that cannot be used is a failure that says why",
        arguments: [
            (nil, "there is no template `/t`"),
            ("${a.b} ${c}", "the template `/t` needs `a.b`, `c`, which nothing has given"),
            ("${UPPER}", "the template `/t` cannot be read: `UPPER` is not a fact's name"),
            (
                "${instance.identity}",
                "the template `/t` makes the secret fact `instance.identity` part of a file"
            ),
        ])
    func badTemplate(text: String?, message: String) async throws {
        let sandbox = try Sandbox()
        if let text { try sandbox.put(text, at: "t") }
        var facts = Facts()
        facts[.identity] = InstanceIdentity(document: "{}", signature: "x")
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(["path": "/f", "template": "/t"], facts: facts)
        }
        #expect(failure?.message == message)
        #expect(sandbox.text(at: "f") == nil)
    }

    @Test func `missing folders are made only where that is wanted`() async throws {
        let sandbox = try Sandbox()
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(["path": "/a/b/f", "content": "x"])
        }
        #expect(failure?.message == "the folder of `/a/b/f` is not there")
        #expect(try sandbox.tree() == ["root"])
        try await bench(sandbox).run(["path": "/a/b/f", "content": "x", "make-folders": true])
        #expect(sandbox.text(at: "a/b/f") == "x")
    }

    @Test func `no link leads out of the root`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("outside", at: "../outside/f")
        try sandbox.link("out", to: "../../../../../../outside")
        try sandbox.link("absolute", to: "/etc")
        for path in ["/out/f", "/absolute/f"] {
            try await bench(sandbox).run([
                "path": .string(path), "content": "x", "make-folders": true,
            ])
        }
        #expect(sandbox.text(at: "../outside/f") == "outside")
        #expect(sandbox.text(at: "outside/f") == "x")
        #expect(sandbox.text(at: "etc/f") == "x")
    }

    @Test func `the backup is what was there last`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("first", at: "f")
        #expect(chmod(sandbox.place("f").path, 0o600) == 0)
        let bench = try bench(sandbox)
        for content in ["second", "second", "third"] {
            try await bench.run(["path": "/f", "content": .string(content), "backup": true])
        }
        #expect(sandbox.text(at: "f") == "third")
        #expect(sandbox.text(at: "f.enlist-backup") == "second")
        #expect(try sandbox.tree() == ["root", "root/f", "root/f.enlist-backup"])
        try FileManager.default.removeItem(at: sandbox.place("f.enlist-backup"))
        try await self.bench(sandbox).run(["path": "/new", "content": "x", "backup": true])
        #expect(sandbox.text(at: "new.enlist-backup") == nil)
    }

    @Test func `undoing puts back what was there, or removes the file`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("old", at: "f")
        #expect(chmod(sandbox.place("f").path, 0o600) == 0)
        let bench = try bench(sandbox)
        try await bench.run(["path": "/f", "content": "new"], undoing: true)
        #expect(sandbox.text(at: "f") == "old")
        #expect(try sandbox.mode(of: "f") == "600")
        try await bench.run(["path": "/g", "content": "new"], undoing: true)
        #expect(sandbox.text(at: "g") == nil)
    }

    @Test func `undoing leaves alone what this run has not written`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("same", at: "f")
        try await bench(sandbox).run(["path": "/f", "content": "same"], undoing: true)
        #expect(sandbox.text(at: "f") == "same")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `a file can belong to somebody, by the root's own database`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("app:x:4321:1234::/:/bin/sh\n", at: "etc/passwd")
        try sandbox.put("web:x:8765:app\n", at: "etc/group")
        let bench = try bench(sandbox)
        let parameters: [String: Value] = [
            "path": "/f", "content": "x", "owner": "app", "group": "web",
        ]
        try await bench.run(parameters)
        let status = try #require(try sandbox.root.status("/f"))
        #expect(status.user == 4321)
        #expect(status.group == 8765)
        try await bench.run(parameters)
        #expect(bench.recorder.notes.count == 1)
        let failure = await #expect(throws: Failure.self) {
            try await bench.run(["path": "/g", "content": "x", "owner": "root"])
        }
        #expect(failure?.message == "there is no user `root`")
    }

    @Test(
        "parameters that make no sense are refused before anything is written",
        arguments: [
            (
                [:],
                [
                    "`write-file` lacks one of `content`, `template`",
                    "`write-file` lacks the parameter `path`",
                ]
            ),
            (
                ["path": "/f", "content": "x", "template": "/t"],
                ["`write-file` has `content`, `template`, of which only one can be given"]
            ),
            (
                ["path": "f", "content": "x"],
                [
                    "the parameter `path` of `write-file` should be an absolute path without `.` "
                        + "and `..`"
                ]
            ),
            (
                ["path": "/a/../f", "content": "x", "mode": "0888"],
                [
                    "the parameter `path` of `write-file` should be an absolute path without `.` "
                        + "and `..`",
                    "the parameter `mode` of `write-file` should be a mode of three or four octal "
                        + "digits in quotes, as \"0644\"",
                ]
            ),
            (
                ["path": "/f", "content": "x", "mode": 644],
                [
                    "the parameter `mode` of `write-file` should be a mode of three or four octal "
                        + "digits in quotes, as \"0644\" and is an integer"
                ]
            ),
        ] as [([String: Value], [String])])
    func refused(parameters: [String: Value], messages: [String]) async throws {
        let sandbox = try Sandbox()
        let error = await #expect(throws: Diagnostics.self) {
            try await bench(sandbox).run(parameters)
        }
        #expect(error?.all.map(\.message) == messages)
        #expect(try sandbox.tree() == ["root"])
    }

    @Test(arguments: ["/folder", "/pipe"])
    func `what is no file is not replaced`(path: String) async throws {
        let sandbox = try Sandbox()
        try sandbox.put("", at: "folder/x")
        #expect(mkfifo(sandbox.place("pipe").path, 0o644) == 0)
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(["path": .string(path), "content": "x"])
        }
        #expect(failure?.message == "`\(path)` is not an ordinary file")
    }
}
