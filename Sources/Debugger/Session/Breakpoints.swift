import Pipeline

/// The breakpoints of a session, and how often each was hit.
struct Breakpoints: Sendable {
    private(set) var all: [Breakpoint] = []
    private var lastNumber = 0
    private var hits: [Int: Int] = [:]
    /// The breakpoints on facts that have the value already.
    private var holding: Set<Int> = []

    /// Adds a breakpoint; a fact that has the value already must lose it before it counts.
    mutating func add(
        _ place: Breakpoint.Place, _ limits: Breakpoint.Limits = .init(), owner: String? = nil,
        at pause: Pause?
    ) -> Breakpoint {
        lastNumber += 1
        let breakpoint = Breakpoint(
            number: lastNumber, place: place, limits: limits, owner: owner)
        all.append(breakpoint)
        if case .fact = place, let pause, place.holds(at: pause) { holding.insert(lastNumber) }
        return breakpoint
    }

    /// Removes a breakpoint.
    ///
    /// - Returns: whether there was one with this number.
    mutating func remove(_ number: Int) -> Bool {
        guard let index = all.firstIndex(where: { $0.number == number }) else { return false }
        all.remove(at: index)
        return true
    }

    mutating func removeAll() { all = [] }

    /// Replaces the breakpoints of an owner; an unchanged one keeps its number and its hits.
    ///
    /// - Returns: the owner's breakpoints, in the given order.
    mutating func replace(
        of owner: String, with wanted: [(place: Breakpoint.Place, limits: Breakpoint.Limits)]
    ) -> [Breakpoint] {
        var former = all.filter { $0.owner == owner }
        all.removeAll { $0.owner == owner }
        return wanted.map { place, limits in
            let index = former.firstIndex { $0.place == place && $0.limits == limits }
            guard let index else { return add(place, limits, owner: owner, at: nil) }
            let kept = former.remove(at: index)
            all.append(kept)
            return kept
        }
    }

    /// Counts the hits at a pause.
    ///
    /// - Returns: the breakpoints that count, and errors in conditions; a breakpoint with an error
    ///   counts.
    mutating func hit(at pause: Pause) -> (counting: [Breakpoint], remarks: [String]) {
        var remarks: [String] = []
        let counting = all.filter { breakpoint in
            guard isReached(breakpoint, at: pause) else { return false }
            do throws(Failure) {
                if let condition = breakpoint.limits.condition,
                    try condition.decision(pause.facts) != .runs
                {
                    return false
                }
            } catch {
                remarks.append("breakpoint \(breakpoint.number): \(error.message)")
            }
            hits[breakpoint.number, default: 0] += 1
            return breakpoint.limits.hits?.includes(hits[breakpoint.number] ?? 0) ?? true
        }
        return (counting, remarks)
    }

    private mutating func isReached(_ breakpoint: Breakpoint, at pause: Pause) -> Bool {
        let holds = breakpoint.place.holds(at: pause)
        guard case .fact = breakpoint.place else { return holds }
        guard holds else {
            holding.remove(breakpoint.number)
            return false
        }
        return holding.insert(breakpoint.number).inserted
    }
}

extension Template {
    /// The rendered text for a person, without secrets, and with a note for each unknown fact.
    func shown(_ facts: Facts) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .fact(let name, _) where Facts.isSecret(name): "(secret)"
            case .fact(let name, let fallback): facts[name]?.text ?? fallback ?? "(not known)"
            }
        }.joined()
    }
}
