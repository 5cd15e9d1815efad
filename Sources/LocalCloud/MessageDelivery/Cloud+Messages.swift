import Foundation

extension Cloud {
    /// Holds a question for messages until there are some.
    func messages(for request: Request) async {
        guard owner(behind: request) != nil else { return }
        let end = ContinuousClock.now + .seconds(MessageDelivery.longestPoll)
        while !hasStopped, ContinuousClock.now < end {
            state.advance(to: clock.now)
            if MessageDelivery.hasMessages(request, in: &state, at: clock.now) { return }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
