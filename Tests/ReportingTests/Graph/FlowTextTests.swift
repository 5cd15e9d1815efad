import Pipeline
import TestSupport
import Testing

@testable import Reporting

struct FlowTextTests {
    @Test func `a graph for a terminal`() throws {
        let graph = try FlowGraph.example()
        #expect(
            FlowText(graph, width: 60, signs: .unicode).text == """
                pipeline test (from test.yaml), at most 1m

                  ╭────── inputs: product, major
                ╭─│────── instance metadata: instance.id
                │ │       1. hint
                │ ╰─────▶ 2. look-up
                │            takes product, major from inputs
                │ ╭──────    gives stack.id, stack.name, layer.id
                │ ├─────▶ 3. name (choose)
                │ │          takes layer.id from look-up
                │ │ ╭────    gives hostname
                ╰─┴─┴───▶ 4. register
                             takes instance.id from instance metadata
                                   stack.id from look-up
                                   hostname from name
                             after conflict back to name

                """)
    }

    @Test func `a graph for a console that knows ASCII only`() throws {
        let graph = try FlowGraph.example()
        #expect(
            FlowText(graph, width: 60, signs: .ascii).text == """
                pipeline test (from test.yaml), at most 1m

                  .------ inputs: product, major
                .-|------ instance metadata: instance.id
                | |       1. hint
                | `-----> 2. look-up
                |            takes product, major from inputs
                | .------    gives stack.id, stack.name, layer.id
                | +-----> 3. name (choose)
                | |          takes layer.id from look-up
                | | .----    gives hostname
                `-+-+---> 4. register
                             takes instance.id from instance metadata
                                   stack.id from look-up
                                   hostname from name
                             after conflict back to name

                """)
    }

    @Test(arguments: [10, 40, 60, 80, 200])
    func `no line is wider than the terminal, or than forty columns`(width: Int) throws {
        let text = FlowText(try .example(), width: width, signs: .unicode).text
        let widest = text.split(separator: "\n").map(\.count).max() ?? 0
        #expect(widest <= max(width, 40))
        #expect(text.contains("hostname from name") || width < 40)
    }

    @Test func `lanes give way to words where there are many`() throws {
        let givers = try (1...30).map { number in
            StepKind.scripted(
                "give-\(number)", gives: [try #require(FactName("fact.number-\(number)"))])
        }
        let taker = StepKind.scripted("take", needs: givers.flatMap(\.gives))
        let plan = try Planner(registry: StepRegistry(givers + [taker])).plan(
            Definition(
                name: "wide", steps: (givers + [taker]).map { StepDefinition($0.name) }), given: [])
        let text = FlowText(FlowGraph(plan, source: "x"), width: 80, signs: .unicode).text
        #expect(!text.contains("│"))
        #expect(text.contains("takes fact.number-1 from give-1"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `a graph for Mermaid`() throws {
        #expect(
            try FlowGraph.example().mermaid == """
                ---
                title: "pipeline test (from test.yaml), at most 1m"
                ---
                flowchart TD
                    n0(["inputs"])
                    n1(["instance metadata"])
                    n2["1. hint"]
                    n3["2. look-up"]
                    n4["3. name (choose)"]
                    n5["4. register"]
                    n2 ==> n3
                    n3 ==> n4
                    n4 ==> n5
                    n0 -->|"product<br>major"| n3
                    n3 -->|"layer.id"| n4
                    n1 -->|"instance.id"| n5
                    n3 -->|"stack.id"| n5
                    n4 -->|"hostname"| n5
                    n5 -.->|"conflict"| n4

                """)
    }
}
