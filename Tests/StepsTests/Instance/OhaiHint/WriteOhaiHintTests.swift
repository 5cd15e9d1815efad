import ChildOutput
import Foundation
import Pipeline
import Testing

@testable import Steps

@Suite struct WriteOhaiHintTests {
    private let hint = "etc/chef/ohai/hints/ec2.json"

    private static let taken = [
        "", "{}", " {\"a\": [1, null]}\n", "[]", "null", "1", "\"x\"", "// mine\n{}",
        "/* mine */ {\"a\": \"// \\\" /* none\"}", "[] // end", "{} /*",
    ]
    private static let rejected = [
        " ", "\n", "{", "{} {}", "{a: 1}", "\u{FEFF}", "# mine\n{}", "// only", "/* only */",
        "{\"a\":1,}", "{} /* end */ x", "[]]", "01", "1/**/2",
    ]

    /// The parser that Ohai has is asked.
    @Test(.enabled(if: Peer.has("ohai"), "make setup installs ohai"))
    func `what is taken and what is rejected is so to Ohai's parser`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put(
            """
            require "ffi_yajl"
            ARGV.each do |file|
              text = File.read(file)
              puts((FFI_Yajl::Parser.new.parse(text) || true) && "taken") rescue puts "rejected"
            end
            """, at: "ask.rb")
        let all = Self.taken + Self.rejected
        let files = try all.indices.map { place in
            try sandbox.put(all[place], at: "hint-\(place)")
            return sandbox.place("hint-\(place)").path
        }
        let (_, tail) = try await ChildProcess("ruby", [sandbox.place("ask.rb").path] + files).run()
        let answers = all.map { OhaiHint(Array($0.utf8)).isTaken ? "taken" : "rejected" }
        // No more than a tail's lines are kept.
        #expect(answers.suffix(tail.lines.count).elementsEqual(tail.lines))
        #expect(
            answers == Self.taken.map { _ in "taken" } + Self.rejected.map { _ in "rejected" })
    }

    @Test func `the hint is a JSON object that everybody can read`() async throws {
        let sandbox = try Sandbox()
        let bench = StepBench(WriteOhaiHint.kind(root: sandbox.root))
        try await bench.run()
        #expect(sandbox.text(at: hint) == "{}\n")
        #expect(try sandbox.mode(of: hint) == "644")
        #expect(try sandbox.mode(of: "etc/chef/ohai/hints") == "755")
        #expect(bench.recorder.notes == ["wrote /etc/chef/ohai/hints/ec2.json"])
    }

    @Test(arguments: taken)
    func `a valid hint is left alone`(content: String) async throws {
        let sandbox = try Sandbox()
        try sandbox.put(content, at: hint)
        let bench = StepBench(WriteOhaiHint.kind(root: sandbox.root))
        try await bench.run()
        #expect(sandbox.text(at: hint) == content)
        #expect(bench.recorder.notes == ["/etc/chef/ohai/hints/ec2.json is there already"])
    }

    @Test(arguments: rejected)
    func `what Ohai would reject is replaced`(content: String) async throws {
        let sandbox = try Sandbox()
        try sandbox.put(content, at: hint)
        let bench = StepBench(WriteOhaiHint.kind(root: sandbox.root))
        try await bench.run()
        #expect(sandbox.text(at: hint) == "{}\n")
        #expect(
            bench.recorder.notes
                == ["replaced /etc/chef/ohai/hints/ec2.json, which Ohai could not read"])
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
