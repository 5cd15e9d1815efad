import Pipeline
import Testing

@Suite("A pipeline file's word on a policy")
struct PolicyChangeTests {
    private let kind = Policy(
        retries: [
            Retry(on: [.throttled], attempts: 60, delay: .seconds(2), maxDelay: .seconds(30)),
            Retry(on: [.transient], attempts: 12, delay: .seconds(1)),
        ],
        timeout: .seconds(120))

    @Test("what it leaves out stays as the kind has it")
    func empty() {
        #expect(PolicyChange().applied(to: kind) == kind)
    }

    @Test("a rule for one class leaves the kind's rules for the others in force")
    func oneClass() {
        var change = RetryChange()
        change.classes = [.conflict]
        change.attempts = 10
        change.rewind = "choose-hostname"
        let policy = PolicyChange(retries: [change]).applied(to: kind)
        #expect(policy.retry(after: .conflict)?.attempts == 10)
        #expect(policy.retry(after: .conflict)?.rewind == .step("choose-hostname"))
        #expect(policy.retry(after: .throttled)?.attempts == 60)
    }

    @Test("a rule without classes speaks for all that the kind retries")
    func allClasses() {
        var change = RetryChange()
        change.attempts = 1
        let policy = PolicyChange(retries: [change], timeout: .seconds(5)).applied(to: kind)
        #expect(policy.retry(after: .throttled)?.attempts == 1)
        #expect(policy.retry(after: .transient)?.attempts == 1)
        #expect(policy.retry(after: .busy) == nil)
        #expect(policy.timeout == .seconds(5))
    }

    @Test("what it does not say about a class stays, a rewind too")
    func keepsRewind() {
        var kind = kind
        kind.retries.append(
            Retry(
                on: [.conflict], attempts: 10, delay: .seconds(1),
                rewind: .role(.hostnameChoosing)))
        var change = RetryChange()
        change.attempts = 20
        let all = PolicyChange(retries: [change]).applied(to: kind)
        #expect(all.retry(after: .conflict)?.attempts == 20)
        #expect(all.retry(after: .conflict)?.rewind == .role(.hostnameChoosing))
        #expect(all.retry(after: .throttled)?.delay == .seconds(2))

        change.classes = [.conflict, .transient, .busy]
        let some = PolicyChange(retries: [change]).applied(to: kind)
        #expect(some.retry(after: .conflict)?.rewind == .role(.hostnameChoosing))
        #expect(some.retry(after: .transient)?.rewind == nil)
        #expect(some.retry(after: .busy)?.attempts == 20)
        #expect(some.retry(after: .throttled)?.attempts == 60)
    }

    @Test("one rule after another takes a class, and no class has two")
    func takesClasses() {
        var first = RetryChange()
        first.classes = [.throttled]
        first.attempts = 3
        var others = RetryChange()
        others.attempts = 7
        let policy = PolicyChange(retries: [first, others]).applied(to: kind)
        #expect(policy.retries.map(\.classes) == [[.throttled], [.transient]])
        #expect(policy.retries.map(\.attempts) == [3, 7])
    }

    @Test("a delay longer than the kind's longest wait raises it")
    func longDelay() {
        var change = RetryChange()
        change.classes = [.throttled]
        change.delay = .seconds(60)
        let rule = PolicyChange(retries: [change]).applied(to: kind).retry(after: .throttled)
        #expect(rule?.maxDelay == .seconds(60))
    }
}
