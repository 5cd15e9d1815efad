import Foundation

// How an agent comes to what it runs: it takes commands, and looks for associations.
extension CloudState {
    /// Accepts a command and starts it at once.
    mutating func take(command id: String, on index: Int, at moment: Date) {
        guard let place = systemsManager.commands.firstIndex(where: { $0.id == id }),
            systemsManager.commands[place].status == .pending
        else { return }
        let command = systemsManager.commands[place]
        let (steps, problem) = steps(
            of: command.document, command.parameters, on: index, isCommand: true)
        if let problem {
            deliver(.init(status: .failed, steps: [], trace: problem), of: id, at: moment)
            return
        }
        add(
            DocumentRun(id: id, origin: .command(id), steps: steps, beginsAt: moment),
            document: command.document, on: index)
        begin(id, on: index, at: moment)
    }

    /// Looks for associations, and sees to it that those that are due are run.
    mutating func look(_ index: Int, at moment: Date) {
        let found = systemsManager.associations.filter { $0.fits(machines[index]) }
        machines[index].agent.looks += 1
        let isFirst = machines[index].agent.looks == 1
        let pause =
            isFirst && found.isEmpty ? timings.associationSecondLook : timings.associationLook
        machines[index].agent.nextLook = moment + max(pause, Self.shortest)
        for association in found where association.isDue(on: machines[index].id, at: moment) {
            plan(association, on: index, at: moment)
        }
    }

    /// Runs associations whether or not they have run.
    mutating func refresh(_ ids: [String], on index: Int, at moment: Date) {
        for association in systemsManager.associations
        where association.fits(machines[index]) && (ids.isEmpty || ids.contains(association.id)) {
            plan(association, on: index, at: moment)
        }
    }

    /// Puts an association among what is to be run, unless it is there already.
    mutating func plan(_ association: Association, on index: Int, at moment: Date) {
        let isPlanned = machines[index].agent.runs.contains {
            $0.origin == .association(association.id)
        }
        guard !isPlanned else { return }
        let (steps, problem) = steps(
            of: association.document, association.parameters, on: index, isCommand: false)
        let machine = machines[index].id
        report(association.id, on: machine, "Pending", "Association is pending", at: moment)
        if let problem {
            report(
                association.id, on: machine, "Failed", problem, error: "ExecutionError", at: moment)
            return
        }
        // Two runs within a second have folders of their own.
        let time = Timestamp.milliseconds(moment).replacing(":", with: "-")  // characters: own
        add(
            DocumentRun(
                id: "\(association.id).\(time)", origin: .association(association.id), steps: steps,
                beginsAt: moment + timings.documentDelivery),
            document: association.document, on: index)
    }
}
