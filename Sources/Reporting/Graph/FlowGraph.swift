package import Pipeline

/// A plan as a graph: its sources of facts, its steps, and the flow of each fact.
package struct FlowGraph: Equatable {
    /// The pipeline's name, its file, and the maximum time of a run.
    let title: String
    /// The sources of given facts, then the steps in the order in which they run.
    let nodes: [Node]
    /// In the order of the takers, and then of the givers.
    let flows: [Flow]
    /// The rewinds after a step's failures.
    let rewinds: [Rewind]

    struct Node: Equatable {
        let role: Role
        /// The step's id, or the source's name for a person.
        let name: String
        /// Everything that it gives, whether or not a step takes it.
        let gives: [FactName]

        enum Role: Equatable {
            case source
            /// `number` is counted from 1.
            case step(number: Int, kind: String, summary: String)
        }
    }

    /// Facts that one node gives and another takes; both are indices in `nodes`.
    struct Flow: Equatable {
        let giver: Int
        let taker: Int
        let facts: [FactName]
    }

    /// A rewind; both ends are indices in `nodes`.
    struct Rewind: Equatable {
        let step: Int
        let target: Int
        /// The classes of the failures that cause it.
        let classes: [FailureClass]
    }

    /// Creates the graph of a plan; `source` is the file of the pipeline.
    package init(_ plan: Plan, source: String) {
        title =
            "pipeline \(plan.name) (from \(source))"
            + (plan.deadline.map { ", at most \($0.readable)" } ?? "")
        let taken = Set(plan.steps.flatMap(\.needs))
        var nodes = FlowGraph.sources(of: plan, taken: taken)
        var givers: [FactName: Int] = [:]
        for (index, node) in nodes.enumerated() {
            for fact in node.gives { givers[fact] = index }
        }
        var flows: [Flow] = []
        for (index, step) in plan.steps.enumerated() {
            let place = nodes.count
            let needs = step.needs.compactMap { fact in givers[fact].map { (giver: $0, fact: fact) }
            }
            for giver in Set(needs.map(\.giver)).sorted() {
                let facts = needs.filter { $0.giver == giver }.map(\.fact)
                flows.append(Flow(giver: giver, taker: place, facts: facts))
            }
            let role = Node.Role.step(
                number: index + 1, kind: step.kind.name, summary: step.kind.summary)
            nodes.append(Node(role: role, name: step.id, gives: step.gives))
            for fact in step.gives { givers[fact] = place }
        }
        self.nodes = nodes
        self.flows = flows
        rewinds = FlowGraph.rewinds(of: plan, firstStep: nodes.count - plan.steps.count)
    }

    /// A short name for each node: a step's number, or the source's name.
    var numbers: [String] {
        nodes.map { node in
            if case .step(let number, _, _) = node.role { "\(number)" } else { node.name }
        }
    }

    /// The facts that a node takes.
    func flows(to taker: Int) -> [Flow] { flows.filter { $0.taker == taker } }

    /// The facts that a node gives and other nodes take.
    func flows(from giver: Int) -> [Flow] { flows.filter { $0.giver == giver } }

    /// The facts that a node gives and no node takes.
    func unused(of giver: Int) -> [FactName] {
        let taken = Set(flows(from: giver).flatMap(\.facts))
        return nodes[giver].gives.filter { !taken.contains($0) }
    }

    /// The sources of the facts that are taken; the four inputs are one source, wherever each of
    /// them came from.
    private static func sources(of plan: Plan, taken: Set<FactName>) -> [Node] {
        var sources: [(name: String, gives: [FactName])] = []
        for given in plan.given {
            for fact in given.names where taken.contains(fact) {
                let name = Facts.inputs.contains(fact) ? "inputs" : given.source
                for index in sources.indices { sources[index].gives.removeAll { $0 == fact } }
                if let index = sources.firstIndex(where: { $0.name == name }) {
                    sources[index].gives.append(fact)
                } else {
                    sources.append((name, [fact]))
                }
            }
        }
        return sources.filter { !$0.gives.isEmpty }
            .map { Node(role: .source, name: $0.name, gives: $0.gives) }
    }

    private static func rewinds(of plan: Plan, firstStep: Int) -> [Rewind] {
        var rewinds: [Rewind] = []
        for (index, step) in plan.steps.enumerated() {
            let policy = PolicyText(policy: step.policy, failures: step.kind.failures)
            for rule in policy.rules {
                guard case .step(let id) = rule.retry.rewind,
                    let target = plan.steps.firstIndex(where: { $0.id == id })
                else { continue }
                rewinds.append(
                    Rewind(
                        step: firstStep + index, target: firstStep + target, classes: rule.classes))
            }
        }
        return rewinds
    }
}
