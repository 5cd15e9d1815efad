import Foundation

extension Cloud {
    /// Holds a request for messages until there are some.
    func messages(for request: Request) async {
        guard owner(behind: request) != nil,
            let machine = MessageDelivery.destination(of: request)
        else { return }
        let (rings, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        lastMailBell += 1
        let id = lastMailBell
        mailBells[id] = (machine, bell)
        defer { mailBells[id] = nil }
        let end = ContinuousClock.now + .seconds(MessageDelivery.longestPoll)
        var coming = rings.makeAsyncIterator()
        while !hasStopped, !Task.isCancelled, ContinuousClock.now < end {
            let now = clock.now
            state.advance(to: now)
            let due = MessageDelivery.nextMail(of: machine, in: &state, at: now)
            if let due, due <= now { return }
            let wait = due.map { ContinuousClock.now + .seconds($0.timeIntervalSince(now)) } ?? end
            let timer = Task {
                try await Task.sleep(until: min(wait, end))
                bell.yield()
            }
            await coming.next(isolation: self)
            timer.cancel()
        }
    }

    /// Rechecks the held requests of machines that may have a message now.
    func ringForMail() {
        for (machine, bell) in mailBells.values {
            let agent = state.machines.first { $0.id == machine }?.agent
            guard let agent else { continue }
            let isFresh = !agent.inbox.isEmpty || agent.mail.contains { $0.handedAt == nil }
            if isFresh || hasStopped { bell.yield() }
        }
    }
}
