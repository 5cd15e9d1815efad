import Foundation

// What agents tell the service, and how it gets there.
extension CloudState {
    /// Sends a reply in the manner of the machine's agent.
    mutating func send(
        _ report: NodeCommand.Report, of runID: String, on index: Int, at moment: Date
    ) {
        switch machines[index].agent.delivery {
        case .inOrder: deliver(report, of: runID, at: moment)
        case .twice: for _ in 1...2 { deliver(report, of: runID, at: moment) }
        case .outOfOrder: change(runID, on: index) { $0.unsent.append(report) }
        }
    }

    /// Sends the replies that were held back: the last one first, then the others one by one.
    mutating func hurry(_ run: DocumentRun, on index: Int, at moment: Date) {
        let unsent = self.run(run.id, on: index)?.unsent ?? []
        for (place, report) in unsent.reversed().enumerated() {
            machines[index].agent.outbox.append(
                .init(
                    commandID: run.id, report: report,
                    dueAt: moment + Double(place) * timings.documentDelivery))
        }
    }

    mutating func deliver(
        _ report: NodeCommand.Report, of commandID: String, at moment: Date
    ) {
        guard let place = systemsManager.commands.firstIndex(where: { $0.id == commandID }) else {
            return
        }
        let hadEnded = systemsManager.commands[place].status.isEnd
        systemsManager.commands[place].take(report)
        let command = systemsManager.commands[place]
        if command.status.isEnd, !hadEnded { proceed(withOrderOf: command, at: moment) }
    }

    /// Takes in what a machine says of an association.
    mutating func report(
        _ associationID: String, on machine: String, _ status: String, _ summary: String,
        error: String? = nil, at moment: Date
    ) {
        guard
            let place = systemsManager.associations.firstIndex(where: { $0.id == associationID })
        else { return }
        var execution = systemsManager.associations[place].execution(on: machine)
        execution.status = status
        execution.detailedStatus = status
        execution.summary = summary
        execution.errorCode = error
        execution.date = moment
        if status != "Pending", status != "InProgress" { execution.count += 1 }
        systemsManager.associations[place].executions[machine] = execution
    }
}

// The runs of a machine's agent, by their ids.
extension CloudState {
    func run(_ id: String, on index: Int) -> DocumentRun? {
        machines[index].agent.runs.first { $0.id == id }
    }

    mutating func change(_ id: String, on index: Int, _ body: (inout DocumentRun) -> Void) {
        guard let place = machines[index].agent.runs.firstIndex(where: { $0.id == id }) else {
            return
        }
        body(&machines[index].agent.runs[place])
    }

    mutating func add(_ run: DocumentRun, document: String, on index: Int) {
        machines[index].agent.runs.append(run)
        leave(.took(run, document: document, instance: machines[index].id), on: index)
    }

    /// The steps of a document on a machine, or why it cannot be run.
    func steps(
        of document: String, _ parameters: [String: JSONValue], on index: Int, isCommand: Bool
    ) -> (steps: [PlannedStep], problem: String?) {
        guard let content = systemsManager.document(document)?.content else {
            return ([.unknown], nil)
        }
        let stored = systemsManager.parameters
        let values = ParameterValues(of: content, given: parameters) { stored[$0]?.value }
        guard values.missing.isEmpty else {
            let names = values.missing.joined(separator: " ")
            return ([], "Input contains invalid parameters [\(names)]")
        }
        let runsScripts = machines[index].root != nil && !machines[index].documentFails
        return (
            content.steps.map {
                PlannedStep($0, values, runsScripts: runsScripts, isCommand: isCommand)
            }, nil
        )
    }

    /// Where the output of a step goes, below the machine's root.
    func folder(of run: DocumentRun, _ step: PlannedStep, on index: Int) -> String {
        let id = run.id.replacing(".", with: "/", maxReplacements: 1)  // characters: own
        let name = step.name.replacing(":", with: "")  // characters: own
        return AgentMark.home(machines[index].id)
            + "/document/orchestration/\(id)/awsrunShellScript/\(name)"
    }
}
