import Pipeline
import Testing

@testable import PluginHost

struct DescriptionReaderTests {
    private static let step: [String: Value] = [
        "kind": "mount", "summary": "Mounts", "signature": "call, device:str -> status",
        "parameters": [["name": "device", "type": "str", "documentation": "which"]],
        "run": true,
    ]

    private func problems(_ change: (inout [String: Value]) -> Void) -> [String] {
        var step = Self.step
        change(&step)
        var reader = DescriptionReader()
        _ = reader.read(["name": "disks", "version": "1", "abi": 1, "steps": [.map(step)]])
        return reader.problems
    }

    @Test func `a whole description is read`() throws {
        var reader = DescriptionReader()
        let found = reader.read(
            [
                "name": "disks", "version": "1.2", "abi": 1,
                "steps": [
                    [
                        "kind": "mount", "summary": "Mounts",
                        "signature": "call, device:str, options:list(str), hostname:str -> str",
                        "parameters": [
                            ["name": "device", "type": "str", "documentation": "which"],
                            [
                                "name": "options", "type": "list(str)", "default": "null",
                                "documentation": "how",
                            ],
                        ],
                        "needs": ["hostname"], "gives": ["mount.at"], "run": true, "check": true,
                        "plan-text": "mounts ${device}", "timeout-ms": 1500, "require": true,
                        "leaving": ["unmount", "detach"],
                    ]
                ],
            ])
        let description = try #require(found)
        let step = try #require(description.steps.first)
        #expect(reader.problems.isEmpty)
        #expect((description.name, description.version) == ("disks", "1.2"))
        #expect(step.parameters.map(\.name) == ["device", "options"])
        #expect(step.parameters.map(\.isOptional) == [false, true])
        #expect(step.needs.map(\.text) == ["hostname"])
        #expect(step.gives.map(\.text) == ["mount.at"])
        #expect((step.hasCheck, step.hasRevert) == (true, false))
        #expect(step.timeout == .milliseconds(1500))
        #expect(step.hasRequire && step.leaving == ["unmount", "detach"])
        #expect(step.planText(["device": "/dev/sdb"]) == "mounts /dev/sdb")
    }

    @Test func `a name that nothing states is said beside what is stated`() {
        let words =
            "the step `mount`: `mode` of its signature is neither a parameter nor a needed fact; "
        let found = problems { $0["signature"] = "call, device:str, mode:i32 -> status" }
        #expect(found == [words + "`parameter_count` says that its parameters are `device`"])
        let none = problems {
            $0["signature"] = "call, mode:i32 -> status"
            $0["parameters"] = []
        }
        #expect(none == [words + "`parameter_count` says that it has no parameters"])
    }

    @Test func `what is missing is said`() {
        #expect(
            problems { $0["summary"] = nil } == ["the step `mount` has no summary"])
        #expect(problems { $0["signature"] = nil } == ["the step `mount` has no signature"])
        #expect(
            problems { $0["leaving"] = ["mount"] } == ["the step `mount` would be left by itself"])
        #expect(problems { $0["run"] = false } == ["the step `mount` has no `run`"])
    }

    @Test func `all that is wrong is said at once`() {
        #expect(
            problems {
                $0["signature"] = "call, device:bytes, size -> status"
                $0["gives"] = ["Mount"]
                $0["plan-text"] = "mounts ${"
            } == [
                "the step `mount`: a fact that it gives is `Mount`, and should be letters, digits, `-` "
                    + "and `.`, beginning with a letter, in lower case",
                "the step `mount`: its signature cannot be read: at character 21, there is no type "
                    + "`size`; choose from `i32`, `i64`, `u32`, `u64`, `f64`, `bool`, `str`, `bytes`, "
                    + "`list(str)`, `json`",
                "the step `mount`: its plan text is no template: `${` is not closed by `}`",
            ])
    }

    @Test func `a parameter is what the signature takes it for`() {
        #expect(
            problems { $0["signature"] = "call, device:bytes -> status" } == [
                "the step `mount`: its parameter `device` is `str`, and its signature takes it as `bytes`"
            ])
    }

    @Test func `rubbish is no description`() {
        for rubbish: Value in [.null, 7, [], ["steps": 1], ["steps": []], ["steps": [1, [2]]]] {
            var reader = DescriptionReader()
            #expect(reader.read(rubbish) == nil)
            #expect(!reader.problems.isEmpty)
        }
    }
}
