import Foundation

extension CloudState {
    /// Restarts a machine's agent, as `systemctl restart` does.
    ///
    /// What it runs continues. The cause of its sleep is over, unless its role is still missing.
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
            // It was handed to a connection that is no longer read.
            for place in agent.inbox.indices {
                agent.inbox[place].dueAt = max(
                    agent.inbox[place].dueAt, now + timings.redelivery)
            }
        }
        machines[index].agent = agent
        leave(.restarted(at: now), on: index)
    }
}
