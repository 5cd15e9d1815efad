import Foundation

// The timing of the agents' effects outside of the cloud's state.
extension Cloud {
    /// Sets the folder in which a machine lives, so that documents can run on it.
    ///
    /// - Parameters:
    ///   - id: The machine's id.
    ///   - root: The folder that stands for `/`, created if it does not exist.
    ///   - environment: The environment of its scripts.
    package func settle(_ id: String, in root: String, environment: [String: String]) {
        guard let index = state.machines.firstIndex(where: { $0.id == id }) else { return }
        try? FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
        state.machines[index].root = root
        environments[id] = environment
        setAlarm()
    }

    /// Executes everything that is due, in the state and outside of it.
    func advance() {
        state.advance(to: clock.now)
        carryOut()
    }

    /// Executes the agents' pending effects.
    func carryOut() {
        while !state.effects.isEmpty {
            let effects = state.effects
            state.effects = []
            guard !hasStopped else { continue }
            for effect in effects {
                switch effect {
                case .leave(let mark, let root): AgentDisk(root: root).leave(mark)
                case .stop(let runID): scripts.stop(runID)
                case .start(let order):
                    scripts.start(order, environment: environments[order.instanceID] ?? [:]) {
                        await self.take($0, of: order)
                    }
                }
            }
        }
        setAlarm()
        ringForMail()
    }

    /// Restarts an agent.
    ///
    /// - Returns: Why not, if it cannot be restarted.
    func restartAgent(of id: String) -> AgentRestartRefusal? {
        advance()
        guard let index = state.machines.firstIndex(where: { $0.id == id }) else {
            return .noMachine
        }
        guard !state.machines[index].agent.isReplaced else { return .realAgent }
        state.restartAgent(of: index, at: clock.now)
        carryOut()
        return nil
    }

    /// Ends what the agents run, and keeps them from doing anything else.
    package func stopAgents() {
        alarm?.task.cancel()
        alarm = nil
        hasStopped = true
        environments = [:]
        ringForMail()
        scripts.stopAll()
    }

    private func take(_ end: ScriptEnd, of order: ScriptOrder) {
        guard !hasStopped else { return }
        advance()
        if let index = state.machines.firstIndex(where: { $0.id == order.instanceID }) {
            if case .exited(let status) = end.cause, status != 0 {
                state.leave(
                    .exited(status: Int(status), run: order.runID, at: end.endedAt), on: index)
            }
            state.end(order.runID, end, on: index, at: max(end.endedAt, clock.now))
        }
        carryOut()
    }

    /// Sets a timer for the next event, so that it happens on time even without a request.
    private func setAlarm() {
        guard !environments.isEmpty, let due = state.nextAlarm else { return }
        if let alarm, alarm.due <= due { return }
        alarm?.task.cancel()
        let wait = max(0, due.timeIntervalSince(clock.now))
        let task = Task {
            try? await Task.sleep(for: .seconds(wait))
            guard !Task.isCancelled else { return }
            self.ring()
        }
        alarm = (due, task)
    }

    private func ring() {
        alarm = nil
        advance()
    }
}
