import Foundation

extension CloudState {
    /// Stops a machine's agent and starts it again, as `systemctl restart` does.
    ///
    /// What it runs goes on. What made it sleep is over, unless its role is still not there.
    mutating func restartAgent(of index: Int, at now: Date) {
        var agent = machines[index].agent
        let wasActive = agent.activeSince != nil
        agent.trouble = nil
        agent.isHibernating = false
        agent.activeSince = nil
        agent.nextLook = nil
        let up = now + timings.agentRestart
        agent.nextPing = agent.heardAt == nil ? up : nil
        agent.nextActivation = agent.heardAt == nil ? nil : up + timings.workerStart
        if wasActive {
            // It was handed to a connection that nobody reads from any more.
            for place in agent.inbox.indices {
                agent.inbox[place].dueAt = max(
                    agent.inbox[place].dueAt, now + timings.redelivery)
            }
        }
        machines[index].agent = agent
        leave(.restarted(at: now), on: index)
    }
}
