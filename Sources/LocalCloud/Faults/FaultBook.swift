package import Foundation

/// The active fault rules, their numbers of matches, and the token buckets of those that throttle.
package struct FaultBook: Sendable {
    private var entries: [Entry] = []

    private struct Entry: Sendable {
        let rule: FaultRule
        var matches = 0
        var tokens: Double
        var refilled: Date?
    }

    package init() {}

    /// Adds rules after the active ones.
    package mutating func add(_ rules: [FaultRule]) {
        entries += rules.map { rule in
            guard case .throttle(_, let burst)? = rule.effect else {
                return Entry(rule: rule, tokens: 0)
            }
            return Entry(rule: rule, tokens: burst)
        }
    }

    /// Removes all rules.
    package mutating func clear() {
        entries = []
    }

    /// The active rules, each with the number of requests that it matched.
    package var json: JSONValue {
        .array(
            entries.map { entry in
                ["rule": entry.rule.source, "matched": .number(entry.matches)]
            })
    }

    /// Counts a request and returns what happens to it.
    package mutating func plan(
        service: String, operation: String, instance: String?, at now: Date
    ) -> FaultPlan {
        var plan = FaultPlan()
        for index in entries.indices {
            let rule = entries[index].rule
            guard rule.matches(service: service, operation: operation, instance: instance) else {
                continue
            }
            entries[index].matches += 1
            guard rule.calls.contains(entries[index].matches) else { continue }
            let effect = effect(of: index, at: now)
            guard effect != nil || rule.latency > 0 || rule.holds else { continue }
            plan.isHeld = plan.isHeld || rule.holds
            plan.latency += rule.latency
            plan.sources.append(rule.source)
            plan.effect = plan.effect ?? effect
        }
        return plan
    }

    /// The effect of a rule now: one that throttles accepts as many requests as its bucket holds.
    private mutating func effect(of index: Int, at now: Date) -> FaultRule.Effect? {
        guard case .throttle(let rate, let burst)? = entries[index].rule.effect else {
            return entries[index].rule.effect
        }
        let elapsed = entries[index].refilled.map { now.timeIntervalSince($0) } ?? 0
        entries[index].refilled = now
        entries[index].tokens = min(burst, entries[index].tokens + elapsed * rate)
        guard entries[index].tokens < 1 else {
            entries[index].tokens -= 1
            return nil
        }
        return .refuse(.throttled)
    }
}
