import Pipeline
import TestSupport
import Testing

@testable import Reporting

struct FlowGraphTests {
    @Test func `inputs are one source, wherever each of them came from`() throws {
        let graph = try FlowGraph.example()
        #expect(
            graph.nodes.map(\.name) == [
                "inputs", "instance metadata", "hint", "look-up", "name", "register",
            ])
        #expect(graph.nodes[0].gives == [FactKey.product.name, FactKey.major.name])
        #expect(graph.nodes[1].gives == [FactKey.instanceID.name])
    }

    @Test func `a fact flows from the last that gives it before its taker`() throws {
        let graph = try FlowGraph.example()
        #expect(
            graph.flows == [
                .init(giver: 0, taker: 3, facts: [FactKey.product.name, FactKey.major.name]),
                .init(giver: 3, taker: 4, facts: [FactKey.layerID.name]),
                .init(giver: 1, taker: 5, facts: [FactKey.instanceID.name]),
                .init(giver: 3, taker: 5, facts: [FactKey.stackID.name]),
                .init(giver: 4, taker: 5, facts: [FactKey.hostname.name]),
            ])
        #expect(graph.unused(of: 3) == [FactKey.stackName.name])
    }

    @Test func `a step goes back only after failures that it can have`() throws {
        let graph = try FlowGraph.example()
        #expect(graph.rewinds == [.init(step: 5, target: 4, classes: [.conflict])])
    }

    @Test func `what is said with --set replaces what metadata would give`() throws {
        let graph = try FlowGraph.example(settings: Facts([FactKey.instanceID.name: "i-1"]))
        #expect(graph.nodes.prefix(2).map(\.name) == ["inputs", "--set"])
        #expect(graph.flows(from: 1).map(\.taker) == [5])
    }
}

extension FlowGraph {
    /// Four steps, the last of which takes from all that give something before it.
    static func example(settings: Facts = Facts()) throws -> FlowGraph {
        let kinds: [StepKind] = [
            .scripted("hint", summary: "Leaves a hint"),
            .scripted(
                "look-up", summary: "Finds it", needs: [FactKey.product.name, FactKey.major.name],
                gives: [FactKey.stackID.name, FactKey.stackName.name, FactKey.layerID.name]),
            .scripted(
                "choose", summary: "Chooses a name", needs: [FactKey.layerID.name],
                gives: [FactKey.hostname.name]),
            .scripted(
                "register", summary: "Makes it <known> & \"named\"", failures: [.conflict],
                policy: Policy(
                    retries: [
                        Retry(
                            on: [.conflict, .busy], attempts: 3, delay: .seconds(1),
                            rewind: .step("name"))
                    ]),
                needs: [FactKey.stackID.name, FactKey.hostname.name, FactKey.instanceID.name]),
        ]
        let definition = Definition(
            name: "test", deadline: .seconds(60),
            steps: [
                StepDefinition("hint"), StepDefinition("look-up"),
                StepDefinition("choose", id: "name"), StepDefinition("register"),
            ])
        var given = [
            GivenFacts(from: "--product", Facts([FactKey.product.name: "shop"])),
            GivenFacts(from: "the inputs", names: [FactKey.platform.name, FactKey.major.name]),
            GivenFacts(from: "instance metadata", names: Facts.instance),
        ]
        if !settings.names.isEmpty { given.append(GivenFacts(from: "--set", settings)) }
        let plan = try Planner(registry: StepRegistry(kinds)).plan(definition, given: given)
        return FlowGraph(plan, source: "test.yaml")
    }
}
