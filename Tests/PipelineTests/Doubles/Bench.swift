import Pipeline

/// A pipeline of scripted steps, the time it runs in, and what was seen of it.
struct Bench {
    let time = VirtualTime()
    let recorder = Recorder()
    var random: any RandomSource = FixedRandom(value: 1)
    var gate: any Gate = OpenGate()
    var deadline: Duration?
    /// Which of its steps run.
    var selection = Selection()
    /// What earlier runs have done.
    var past: [Event] = []
    /// Who sees the run besides the recorder.
    var observers: [any Observer] = []
    /// What is left to say when no step runs any more.
    var lastWords: [Event.Body] = []
    private var kinds: [StepKind] = []
    var steps: [StepDefinition] = []

    /// The parameter of every kind.
    static let text = Parameter<Value?>("text", "anything").takingSecrets

    /// Adds a step of a kind of its own, named like it; `text` is its parameter.
    mutating func add(
        _ name: String, gives: [String] = [], policy: Policy = Policy(retries: []),
        text: String? = nil, _ acts: Script.Act...
    ) {
        let script = Script(acts)
        add(name, gives: gives, policy: policy, text: text) {
            ScriptedStep(script: script, arguments: $0)
        }
    }

    /// Adds a step that can be undone.
    mutating func add(
        _ name: String, policy: Policy = Policy(retries: []), text: String? = nil,
        _ act: @escaping Script.Act,
        undo: @escaping @Sendable (StepContext) async throws -> Void
    ) {
        let script = Script([act])
        add(name, gives: [], policy: policy, text: text) {
            RevertibleScriptedStep(script: script, arguments: $0, undo: undo)
        }
    }

    /// Adds a step that can be undone, and that cannot be made any more from the n-th time on.
    mutating func add(_ name: String, unmakeableFrom limit: Int) {
        let script = Script([give()])
        let count = Counter()
        add(name) { arguments throws(Failure) in
            guard count.next() < limit else {
                throw Failure(.refused, "cannot be made", remedy: "mend it")
            }
            return RevertibleScriptedStep(script: script, arguments: arguments, undo: { _ in })
        }
    }

    /// Adds a step that the closure makes.
    mutating func add(
        _ name: String, gives: [String] = [], policy: Policy = Policy(retries: []),
        text: String? = nil,
        make: @escaping @Sendable (Arguments) throws(Failure) -> any Step
    ) {
        kinds.append(
            StepKind(
                name, summary: "A scripted step", parameters: [Self.text.description],
                failures: Set(FailureClass.allCases), policy: policy,
                gives: gives.compactMap { FactName($0) }, make: make))
        steps.append(
            StepDefinition(name, parameters: text.map { ["text": .string($0)] } ?? [:]))
    }

    /// Plans the steps that are selected.
    func plan(_ facts: Facts, announced: Bool = true) throws(Diagnostics) -> Plan {
        try Planner(registry: StepRegistry(kinds)).plan(
            Definition(name: "test", deadline: deadline, steps: steps), selection: selection,
            given: [
                announced
                    ? GivenFacts(from: "the test", facts)
                    : GivenFacts(from: "the test", names: facts.names)
            ])
    }

    /// Plans and runs the steps that are selected.
    ///
    /// - Parameters:
    ///   - facts: what is known before the first step.
    ///   - announced: whether the planner is told their values, and not their names alone.
    ///   - revertsOnFailure: whether a failed run undoes its steps.
    /// - Returns: how it ended.
    /// - Throws: `Diagnostics` where the steps are no plan.
    func run(
        _ facts: Facts = Facts(), announced: Bool = true, revertsOnFailure: Bool = false
    ) async throws -> RunResult {
        let plan = try plan(facts, announced: announced)
        let environment = RunEnvironment(
            time: time, pausing: VirtualPause(time: time), alarm: VirtualAlarm(time: time),
            random: random, gate: gate,
            emitter: EventEmitter(run: "r1", time: time, observers: [recorder] + observers)
        ) { [lastWords] in lastWords }
        var history = RunHistory()
        for event in past { history.add(event) }
        return await Runner(environment, revertsOnFailure: revertsOnFailure).run(
            plan, facts: facts,
            resuming: Resumption(of: plan, knowing: facts, after: history))
    }
}
