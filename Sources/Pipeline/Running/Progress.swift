/// How far a run has come.
struct Progress: Sendable {
    /// The steps, with what a person has changed in them.
    private(set) var steps: [PlannedStep]
    private var initial: Facts
    private var records: [Record]
    /// What was given at the start and by all steps but the next one: kept, as asking all of them for it
    /// each time would take ever longer.
    private var settled = Facts()
    /// The index of the step to do next.
    private(set) var next: Int
    /// How often a step has asked for a reboot before this run.
    let reboots: Int

    /// What has become of one step.
    struct Record: Sendable {
        var attempts = 0
        /// Failures by the retry rule that answered them, counted on over rewinds.
        var failures: [Int: Int] = [:]
        var begunAt: Duration?
        var gave = Facts() { didSet { if gave != Facts() { gaveLast = gave } } }
        /// Stays when a rewind takes back what was given: an effect was made with it.
        private(set) var gaveLast = Facts()
        /// Whether an attempt did more than find the step done already.
        var hasWorked = false
        private(set) var receipt = Receipt()
        /// The failures that sent the run back to this step.
        var rewinds: [Failure] = []

        /// The same after the step has been undone: only its attempts count on.
        var undone: Record {
            var record = Record()
            record.attempts = attempts
            return record
        }
    }

    init(plan: Plan, facts: Facts, resuming resumption: Resumption? = nil) {
        steps = plan.steps
        initial = facts
        for (name, value) in resumption?.factsByHand ?? [:] { initial[name] = value }
        records = resumption?.records ?? plan.steps.map { _ in Record() }
        next = resumption?.done ?? 0
        reboots = resumption?.reboots ?? 0
        for change in resumption?.parametersByHand ?? [] { make(change) }
        settle()
    }

    /// Recomputes `settled`, after anything but a step forward.
    private mutating func settle() {
        settled = initial
        for index in records.indices where index != next { settled.merge(records[index].gave) }
    }

    var step: PlannedStep { steps[next] }

    /// What has become of the step to do next.
    var record: Record {
        get { records[next] }
        set { records[next] = newValue }
    }

    /// All that is known: what was given at the start, and by each step that has ended.
    var facts: Facts {
        next < records.count ? settled.merging(records[next].gave) : settled
    }

    /// All that is known, and the last value of what a rewind has taken back.
    var factsToRevertBy: Facts {
        records.reduce(into: initial) { $0.merge($1.gaveLast) }
    }

    /// The steps of which something may have been done, in order, and what has become of them.
    var begun: [(step: PlannedStep, record: Record)] {
        zip(steps, records).filter { $1.hasWorked }.map { ($0, $1) }
    }

    mutating func complete(giving facts: Facts) {
        records[next].gave = facts
        settled.merge(facts)
        next += 1
    }

    /// Goes back: what was given from the target on is forgotten.
    mutating func rewind(to id: String, because failure: Failure) {
        guard let target = place(of: id) else { return }
        for index in target..<records.count { records[index].gave = Facts() }
        records[target].rewinds.append(failure)
        next = target
        settle()
    }

    /// Goes back as a person wants it: the steps from the target on start over, but for what is known of
    /// those of which something is still there.
    mutating func goBack(to id: String, notUndone: Set<String>) {
        guard let target = place(of: id) else { return }
        for index in target..<records.count {
            guard notUndone.contains(steps[index].id) else {
                records[index] = records[index].undone
                continue
            }
            records[index].gave = Facts()
            records[index].failures = [:]
            records[index].begunAt = nil
        }
        next = target
        settle()
    }

    /// Whether the run has come to the step already.
    func hasReached(_ id: String) -> Bool { place(of: id).map { $0 <= next } ?? false }

    /// Makes a change; one of a fact holds until a step gives that fact again.
    mutating func make(_ change: HandChange) {
        defer { settle() }
        switch change {
        case .set(let name, let value):
            let giver = records.lastIndex { $0.gave[name] != nil }
            if let giver { records[giver].gave[name] = value } else { initial[name] = value }
        case .unset(let name):
            initial[name] = nil
            for index in records.indices { records[index].gave[name] = nil }
        case .parameter(let name, let id, let value):
            guard let index = place(of: id) else { return }
            steps[index] = steps[index].with(parameter: name, value)
        case .move(let move):
            guard let order = move.order(of: steps) else { return }
            steps = order.map { steps[$0] }
            records = order.map { records[$0] }
        }
    }

    private func place(of id: String) -> Int? { steps.firstIndex { $0.id == id } }
}
