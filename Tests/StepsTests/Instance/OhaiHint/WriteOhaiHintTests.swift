import ChildOutput
import Foundation
import Pipeline
import Testing

@testable import Steps

@Suite struct WriteOhaiHintTests {
    private let hint = "etc/chef/ohai/hints/ec2.json"

    @Test func `the hint is a JSON object that everybody can read`() async throws {
        let sandbox = try Sandbox()
        let bench = StepBench(WriteOhaiHint.kind(root: sandbox.root))
        try await bench.run()
        #expect(sandbox.text(at: hint) == "{}\n")
        #expect(try sandbox.mode(of: hint) == "644")
        #expect(try sandbox.mode(of: "etc/chef/ohai/hints") == "755")
        #expect(bench.recorder.notes == ["wrote /etc/chef/ohai/hints/ec2.json"])
    }

    @Test(arguments: ["{}", " {\"a\": [1, null]}\n"])
    func `a valid hint is left alone`(content: String) async throws {
        let sandbox = try Sandbox()
        try sandbox.put(content, at: hint)
        let bench = StepBench(WriteOhaiHint.kind(root: sandbox.root))
        try await bench.run()
        #expect(sandbox.text(at: hint) == content)
        #expect(bench.recorder.notes == ["/etc/chef/ohai/hints/ec2.json is there already"])
    }

    @Test(arguments: ["", "\n", "{", "[]", "null", "{} {}", "{a: 1}", "\u{FEFF}"])
    func `what Ohai would reject is replaced`(content: String) async throws {
        let sandbox = try Sandbox()
        try sandbox.put(content, at: hint)
        let bench = StepBench(WriteOhaiHint.kind(root: sandbox.root))
        try await bench.run()
        #expect(sandbox.text(at: hint) == "{}\n")
        #expect(
            bench.recorder.notes
                == ["replaced /etc/chef/ohai/hints/ec2.json, which was no JSON object"])
    }

    @Test func `another path is possible, inside the root only`() async throws {
        let sandbox = try Sandbox()
        let bench = StepBench(WriteOhaiHint.kind(root: sandbox.root))
        try await bench.run(["path": "/etc/cinc/ohai/hints/ec2.json"])
        #expect(sandbox.text(at: "etc/cinc/ohai/hints/ec2.json") == "{}\n")
        await #expect(throws: Diagnostics.self) { try await bench.run(["path": "/../ec2.json"]) }
        await #expect(throws: Diagnostics.self) { try await bench.run(["path": "ec2.json"]) }
        #expect(
            try sandbox.tree().filter { $0.hasSuffix(".json") }
                == ["root/etc/cinc/ohai/hints/ec2.json"])
    }

    /// Ohai's own `hint?` is asked, by a plugin of the test: Ohai's EC2 plugin would go on to ask
    /// the metadata service.
    @Test(.enabled(if: Peer.has("ohai"), "make setup installs ohai"), arguments: [true, false])
    func `the real Ohai finds the hint`(isWritten: Bool) async throws {
        let sandbox = try Sandbox()
        if isWritten { try await StepBench(WriteOhaiHint.kind(root: sandbox.root)).run() }
        try sandbox.put(
            """
            Ohai.plugin(:HintTest) do
              provides "hinttest"
              collect_data { hinttest hint?("ec2").inspect }
            end
            """, at: "plugins/hinttest.rb")
        let hints = sandbox.place("etc/chef/ohai/hints").path
        try sandbox.put("ohai.hints_path = [\"\(hints)\"]\n", at: "ohai.rb")
        let (ending, tail) = try await ChildProcess(
            "ohai",
            [
                "-c", sandbox.place("ohai.rb").path, "-d", sandbox.place("plugins").path,
                "hinttest",
            ]
        ).run()
        #expect(ending == .exited(0), "\(tail.lines)")
        #expect(tail.lines.contains("  \"{}\"") == isWritten, "\(tail.lines)")
    }
}
