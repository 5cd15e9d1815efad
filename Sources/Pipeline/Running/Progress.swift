/// How far a run has come.
struct Progress: Sendable {
    private let plan: Plan
    private let initial: Facts
    private var records: [Record]
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
        let receipt = Receipt()
        /// The failures that sent the run back to this step.
        var rewinds: [Failure] = []
    }

    init(plan: Plan, facts: Facts, resuming resumption: Resumption? = nil) {
        self.plan = plan
        initial = facts
        records = resumption?.records ?? plan.steps.map { _ in Record() }
        next = resumption?.done ?? 0
        reboots = resumption?.reboots ?? 0
    }

    var step: PlannedStep { plan.steps[next] }

    /// What has become of the step to do next.
    var record: Record {
        get { records[next] }
        set { records[next] = newValue }
    }

    /// All that is known: what was given at the start, and by each step that has ended.
    var facts: Facts {
        records.reduce(initial) { $0.merging($1.gave) }
    }

    /// All that is known, and the last value of what a rewind has taken back.
    var factsToRevertBy: Facts {
        records.reduce(initial) { $0.merging($1.gaveLast) }
    }

    /// The steps of which something may have been done, in order, and what has become of them.
    var begun: [(step: PlannedStep, record: Record)] {
        zip(plan.steps, records).filter { $1.hasWorked }.map { ($0, $1) }
    }

    mutating func complete(giving facts: Facts) {
        records[next].gave = facts
        next += 1
    }

    /// Goes back: what was given from the target on is forgotten.
    mutating func rewind(to id: String, because failure: Failure) {
        guard let target = plan.steps.firstIndex(where: { $0.id == id }) else { return }
        for index in target..<records.count { records[index].gave = Facts() }
        records[target].rewinds.append(failure)
        next = target
    }
}
