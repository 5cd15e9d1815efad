import ArgumentParser
import Pipeline
import Testing

@testable import Application
@testable import enlist

struct PlanningOptionsTests {
    @Test func `ids can be listed with commas and by repeating the option`() throws {
        let request = try PlanningOptions.parse([
            "--only", "a,b", "--only", "c", "--skip", "d, e", "--from", "a", "--until", "c",
        ]).request()
        #expect(
            request.selection
                == Selection(only: ["a", "b", "c"], skip: ["d", "e"], from: "a", until: "c"))
    }

    @Test func `an input can be set as a fact, too`() throws {
        let request = try PlanningOptions.parse([
            "--product", "shop", "--set", "major=3", "--set", "hostname=web1",
        ]).request()
        #expect(
            request.inputs.mapValues(\.text) == [
                FactKey.product.name: "shop", FactKey.major.name: "3",
            ])
        #expect(
            request.inputs.mapValues(\.option) == [
                FactKey.product.name: "--product", FactKey.major.name: "--set",
            ])
        #expect(request.settings == Facts([FactKey.hostname.name: "web1"]))
    }

    @Test(
        "what cannot be understood is bad usage",
        arguments: [
            (["--only", ""], "`--only` names no step"),
            (["--skip", " , "], "`--skip` names no step"),
            (
                ["--product", "a", "--set", "product=b"],
                "`--set product=…` and `--product` both give the same input: leave one of them out"
            ),
            (
                ["--set", "x"],
                "`--set` takes a fact and its value with `=` between them, as in --set hostname=web1"
            ),
        ])
    func bad(arguments: [String], message: String) {
        let error = #expect(throws: (any Error).self) {
            try RunCommand.parse(arguments)
        }
        guard let error else { return }
        #expect(RunCommand.message(for: error) == message)
        #expect(
            RunCommand.exitCode(for: error).rawValue == Application.ExitStatus.badUsage.rawValue)
    }

    @Test(
        "other bad usage ends with the same status",
        arguments: [["--nonsense"], ["--product"], ["extra"], ["--json", "--quiet"]])
    func usage(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try RunCommand.parse(arguments) }
        #expect(error.map { RunCommand.exitCode(for: $0).rawValue } == 64)
    }
}
