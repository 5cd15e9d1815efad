import Foundation

// What the agents do, in the order of time.
extension CloudState {
    private enum Deed {
        case ping
        case activate
        case look
        case take(Int)
        case begin(Int)
        case endStep(Int)
        case reply(Int)
    }

    /// What comes again and again takes some time, whatever a scenario says.
    static let shortest = 0.01

    /// Lets each agent do what became due until a moment.
    mutating func advanceAgents(to now: Date) {
        for index in machines.indices {
            guard machines[index].state == .running else {
                endRuns(of: index)
                continue
            }
            while let (moment, deed) = nextDeed(of: machines[index].agent), moment <= now {
                perform(deed, on: index, at: moment)
            }
        }
    }

    /// When the next thing happens on a machine whose folder the cloud works in; nil for nothing.
    var nextAlarm: Date? {
        machines.filter { $0.root != nil && $0.state == .running }
            .compactMap { nextDeed(of: $0.agent)?.0 }.min()
    }

    private func nextDeed(of agent: StandInAgent) -> (Date, Deed)? {
        guard !agent.isReplaced else { return nil }
        var first: (Date, Deed)?
        func consider(_ moment: Date, _ deed: Deed) {
            if let first, first.0 <= moment { return }
            first = (moment, deed)
        }
        if let moment = agent.nextPing { consider(moment, .ping) }
        if let moment = agent.nextActivation { consider(moment, .activate) }
        guard let since = agent.activeSince else { return first }
        if let moment = agent.nextLook { consider(moment, .look) }
        for (place, message) in agent.inbox.enumerated() {
            consider(max(message.dueAt, since), .take(place))
        }
        for (place, reply) in agent.outbox.enumerated() {
            consider(max(reply.dueAt, since), .reply(place))
        }
        for (place, run) in agent.runs.enumerated() {
            if let end = run.stepEndsAt {
                consider(max(end, since), .endStep(place))
            } else if !run.hasBegun, agent.mayBegin(run) {
                consider(max(run.beginsAt, since), .begin(place))
            }
        }
        return first
    }

    private mutating func perform(_ deed: Deed, on index: Int, at moment: Date) {
        switch deed {
        case .ping: ping(index, at: moment)
        case .activate: activate(index, at: moment)
        case .look: look(index, at: moment)
        case .take(let place):
            switch machines[index].agent.inbox.remove(at: place).content {
            case .command(let id): take(command: id, on: index, at: moment)
            case .refresh(let ids): refresh(ids, on: index, at: moment)
            }
        case .begin(let place): begin(machines[index].agent.runs[place].id, on: index, at: moment)
        case .endStep(let place): endPassingStep(place, on: index, at: moment)
        case .reply(let place):
            let reply = machines[index].agent.outbox.remove(at: place)
            deliver(reply.report, of: reply.commandID, at: moment)
        }
    }

    /// Ends the scripts of a machine that is gone.
    private mutating func endRuns(of index: Int) {
        for run in machines[index].agent.runs where run.isRunningScript {
            effects.append(.stop(runID: run.id))
        }
        machines[index].agent.runs = []
    }

    private mutating func ping(_ index: Int, at moment: Date) {
        let machine = machines[index]
        if machine.agent.heardAt == nil, !machine.agent.hasStarted {
            machines[index].agent.hasStarted = true
            leave(.started(machine.id, at: moment), on: index)
        }
        var cause: StandInAgent.Cause?
        var sleep = timings.agentSleep
        if case .asleep(let seconds, let reason)? = machine.agent.trouble {
            (cause, sleep) = (reason, seconds)
            machines[index].agent.trouble = nil
        } else if let late = machine.roleAfter, machine.launchedAt + late > moment {
            cause = .noRole
        }
        if let cause {
            machines[index].agent.nextPing = moment + max(sleep, Self.shortest)
            leave(
                .asleep(cause, seconds: sleep, instance: machine.id, at: moment), on: index)
            return
        }
        machines[index].agent.nextPing = nil
        machines[index].agent.heardAt = moment
        machines[index].agent.nextActivation = moment + timings.workerStart
        leave(.heard(machine.id, at: moment), on: index)
    }

    private mutating func activate(_ index: Int, at moment: Date) {
        if case .hibernating(let seconds)? = machines[index].agent.trouble {
            machines[index].agent.trouble = nil
            machines[index].agent.isHibernating = true
            machines[index].agent.nextActivation = moment + seconds
            leave(.hibernating(at: moment), on: index)
            return
        }
        if machines[index].agent.isHibernating {
            machines[index].agent.isHibernating = false
            leave(.woke(at: moment), on: index)
        }
        machines[index].agent.nextActivation = nil
        machines[index].agent.activeSince = moment
        machines[index].agent.hasBeenActive = true
        machines[index].agent.looks = 0
        machines[index].agent.nextLook = moment + timings.associationFirstLook
        leave(.active(machines[index].id, at: moment), on: index)
        let late = machines[index].agent.unreported
        machines[index].agent.unreported = []
        for entry in late { end(entry.runID, entry.end, on: index, at: moment) }
        for run in machines[index].agent.runs where run.isWaitingForReboot {
            resume(run.id, on: index, at: moment)
        }
    }

    /// Has a mark left on a machine's disk, if it has one.
    mutating func leave(_ mark: AgentMark, on index: Int) {
        guard let root = machines[index].root else { return }
        effects.append(.leave(mark, root: root))
    }
}

extension StandInAgent {
    /// Whether a run can begin: the agent runs one association at a time.
    fileprivate func mayBegin(_ run: DocumentRun) -> Bool {
        guard case .association = run.origin else { return true }
        return !runs.contains { other in
            if case .association = other.origin { other.hasBegun } else { false }
        }
    }
}
