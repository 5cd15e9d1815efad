import ChildOutput
import Foundation
import JSON
import Pipeline
import Testing

@testable import Steps

@Suite struct PreconfigTests {
    @Test func `parameters become sorted lines`() throws {
        let preconfig = try Preconfig([
            "stack_id": "2f18b4cb", "hostname": "web1", "import": true, "Zone": "é",
            "agent_version": .null,
        ])
        #expect(
            preconfig.text == """
                :Zone: "\\u00e9"
                :agent_version: null
                :hostname: "web1"
                :import: true
                :stack_id: "2f18b4cb"

                """)
    }

    @Test(arguments: ["", "a\n:stack_id", "a b", "a:", "\u{1B}", "#"])
    func `a name that would break its line is refused`(name: String) {
        #expect(throws: Failure.self) { try Preconfig([name: "x"]) }
    }

    @Test(.enabled(if: Peer.hasPython, "make setup installs aws-cli"))
    func `the bytes are those of aws-cli`() async throws {
        let texts = [
            "", "plain", "quote \" backslash \\ slash /", "tab\tnewline\nreturn\r",
            "\u{8}\u{C}\u{0}",
            "\u{7F}\u{80}é日本\u{FFFD}\u{2028}", "🦊 and 𝔘", "$HOME `id` ${x} $(id)",
            "': {}[]#&*!|>%@",
            "https://opsworks-instance-agent.s3.amazonaws.com/4039/opsworks-agent-installer.tgz",
            "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
        ]
        let numbers = [
            "0", "-0", "0.0", "-0.0", "1", "-1.5", "0.1", "1e2", "1E15", "123456789012345680.0",
            "1e16", "9999999999999998.0", "1.5e300", "5e-324", "0.0001", "0.00001", "0.000123",
            "1.25e-7", "1e22", "1e23", "2.5e10", "123.456", "1e400", "-1e400", "1.10",
            "123456789012345678901234567890", "0.1000000000000000055511151231257827",
        ]
        var parameters: [String: JSONValue] = [
            "yes": true, "no": false, "nothing": .null, "empty": [:],
            "list": ["a", .number("1"), [], [:]], "map": ["b": ["x": .number("1.0")], "a": "é"],
            "Upper": "sorts first", "_under": "x", "é": "é", "ﬀ": "beyond the surrogates",
            "𝔘": "above them",
        ]
        for (index, text) in texts.enumerated() { parameters["text\(index)"] = .string(text) }
        for (index, number) in numbers.enumerated() {
            parameters["number\(index)"] = .number(number)
        }

        let sandbox = try Sandbox()
        let reply = JSONValue.object(parameters.map { JSONValue.Member($0.key, $0.value) })
        try sandbox.put(reply.text(), at: "parameters.json")
        let script = """
            import json, sys
            from awscli.customizations.opsworks import OpsWorksRegister
            parameters = json.load(open(sys.argv[1], encoding="utf-8"))
            open(sys.argv[2], "w").write(OpsWorksRegister._to_ruby_yaml(parameters) + "\\n")
            """
        let (ending, tail) = try await ChildProcess(
            Peer.python,
            [
                "-c", script, sandbox.place("parameters.json").path,
                sandbox.place("preconfig").path,
            ], environment: ChildProcess.environment(["PYTHONUTF8": "1"])
        ).run()
        #expect(ending == .exited(0), "\(tail.lines)")
        #expect(try Preconfig(parameters).text == sandbox.text(at: "preconfig"))
    }
}
