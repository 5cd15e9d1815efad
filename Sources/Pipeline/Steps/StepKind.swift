/// A kind of step: everything that can be known of it before it is made.
package struct StepKind: Sendable {
    /// The kind's name, as it stands in a pipeline file: `look-up-stack`.
    package let name: String
    /// The role that it fills; nil for a general kind.
    package let role: Role?
    /// What it does, in one sentence without a full stop.
    package let summary: String
    package let parameters: [ParameterDescription]
    /// Which parameters go together.
    package let rules: [ParameterRule]
    /// The classes with which it can fail, besides `timeout`.
    package let failures: Set<FailureClass>
    /// What holds where the pipeline file says nothing.
    package let policy: Policy
    /// The role's needs and those of the kind itself.
    package let needs: [FactName]
    /// What the role gives, and what the kind itself gives.
    package let gives: [FactName]
    /// The facts that one step of the kind needs besides, by its parameters.
    private let declaredNeeds: @Sendable ([String: Value]) -> [FactName]
    /// The facts that one step of the kind gives besides, by its parameters.
    private let declaredGives: @Sendable ([String: Value]) -> [FactName]
    /// What a step of the kind must be allowed to do at services, by its parameters.
    private let declaredPermissions: @Sendable ([String: Value]) -> [any Permission]
    /// The types of the facts that one step of the kind gives, by its parameters, where they are declared.
    private var declaredTypes: @Sendable ([String: Value]) -> [FactName: ValueShape] = { _ in [:] }
    private var declaredPreconditions: @Sendable (PlannedStep) -> [any Precondition] = { _ in [] }
    private var declaredCautions: @Sendable ([String: Value]) -> [Diagnostic] = { _ in [] }
    private var declaredTrials: @Sendable ([String: Value]) -> [Trial] = { _ in [] }
    /// The steps that end what a step of the kind did, when the instance leaves; first those to run first.
    package private(set) var leaving: [LeavingStep] = []
    /// The names of ready-made policies that are needed besides, by a program that a step starts.
    package private(set) var policies: [String] = []
    private var counterpart: [StepKind] = []
    private var reads: (@Sendable (Facts) async throws -> Void)?
    /// Whether what later steps read ahead stays true whatever a step of the kind does.
    package private(set) var isReadPast = false
    /// What is wrong with parameters of which each fits alone; templates in them may be unrendered.
    let problem: @Sendable ([String: Value]) -> ParameterRule.Problem?
    /// What a step will do, in one line, by its parameters; templates in them may be unrendered.
    let planText: @Sendable ([String: Value]) -> String?
    let make: @Sendable (Arguments) throws(Failure) -> any Step

    /// States a kind; `make` makes the step of one attempt, from arguments that fit `parameters`.
    package init(
        _ name: String, role: Role? = nil, summary: String, parameters: [ParameterDescription] = [],
        rules: [ParameterRule] = [], failures: Set<FailureClass>, policy: Policy = .standard,
        needs: [FactName] = [], gives: [FactName] = [],
        declaredNeeds: @escaping @Sendable ([String: Value]) -> [FactName] = { _ in [] },
        declaredGives: @escaping @Sendable ([String: Value]) -> [FactName] = { _ in [] },
        permissions: @escaping @Sendable ([String: Value]) -> [any Permission] = { _ in [] },
        problem: @escaping @Sendable ([String: Value]) -> ParameterRule.Problem? = { _ in nil },
        planText: @escaping @Sendable ([String: Value]) -> String? = { _ in nil },
        make: @escaping @Sendable (Arguments) throws(Failure) -> any Step
    ) {
        self.name = name
        self.role = role
        self.summary = summary
        self.parameters = parameters
        self.rules = rules
        self.failures = failures
        self.policy = policy
        self.needs = (role?.needs ?? []) + needs
        self.gives = (role?.gives ?? []) + gives
        self.declaredNeeds = declaredNeeds
        self.declaredGives = declaredGives
        declaredPermissions = permissions
        self.problem = problem
        self.planText = planText
        self.make = make
    }

    /// What a step of the kind with these parameters needs.
    func needs(with parameters: [String: Value]) -> [FactName] {
        needs + declaredNeeds(parameters).filter { !needs.contains($0) }
    }

    /// What a step of the kind with these parameters gives.
    func gives(with parameters: [String: Value]) -> [FactName] {
        gives + declaredGives(parameters)
    }

    /// The types of what a step of the kind with these parameters gives, where they are declared.
    func types(with parameters: [String: Value]) -> [FactName: ValueShape] {
        declaredTypes(parameters)
    }

    /// The parameters with the defaults of those that are not given.
    func parameters(with given: [String: Value]) -> [String: Value] {
        let defaults = parameters.compactMap { parameter in
            parameter.defaultValue.map { (parameter.name, $0) }
        }
        return given.merging(defaults) { given, _ in given }
    }

    /// What a step of the kind with these parameters must be allowed to do; templates in them may be
    /// unrendered.
    package func permissions(with parameters: [String: Value]) -> [any Permission] {
        declaredPermissions(parameters)
    }

    /// What must hold for a step of the kind to succeed, and can be looked at beforehand.
    package func preconditions(of step: PlannedStep) -> [any Precondition] {
        declaredPreconditions(step)
    }

    /// What works, and should be thought of before a step of the kind with these parameters is run.
    func cautions(with parameters: [String: Value]) -> [Diagnostic] {
        declaredCautions(parameters)
    }

    /// How its permissions can be tried without doing what they are for.
    package func trials(with parameters: [String: Value]) -> [Trial] { declaredTrials(parameters) }

    /// Whether a step of the kind reads something that can be asked for before its turn.
    package var readsAhead: Bool { reads != nil }

    /// Sends what a step of the kind will read.
    package func readAhead(knowing facts: Facts) async throws { try await reads?(facts) }

    /// The kind that tells those who wait for this one that the run failed, with the same parameters.
    package var failureCounterpart: StepKind? { counterpart.first }
}

extension StepKind {
    /// The kind with the types of the facts that it gives, by a step's parameters.
    package func typing(
        _ types: @escaping @Sendable ([String: Value]) -> [FactName: ValueShape]
    ) -> StepKind {
        var kind = self
        kind.declaredTypes = types
        return kind
    }

    /// The kind with its preconditions.
    package func requiring(
        _ preconditions: @escaping @Sendable (PlannedStep) -> [any Precondition]
    ) -> StepKind {
        var kind = self
        kind.declaredPreconditions = preconditions
        return kind
    }

    /// The kind with what plans and the doctor warn of, by a step's parameters; a caution has no location.
    package func cautioning(
        _ cautions: @escaping @Sendable ([String: Value]) -> [Diagnostic]
    ) -> StepKind {
        var kind = self
        kind.declaredCautions = cautions
        return kind
    }

    /// The kind with the trials of its permissions, by a step's parameters.
    package func tried(
        by trials: @escaping @Sendable ([String: Value]) -> [Trial]
    ) -> StepKind {
        var kind = self
        kind.declaredTrials = trials
        return kind
    }

    /// The kind with what a step of it reads, which can be asked for before its turn.
    ///
    /// - Parameter reads: sends the requests that the step will send, word for word, by the facts that it needs;
    ///   changes nothing, also not what steps share. Its errors are ignored.
    /// - Returns: the kind with it.
    package func readingAhead(
        _ reads: @escaping @Sendable (Facts) async throws -> Void
    ) -> StepKind {
        var kind = self
        kind.reads = reads
        return kind
    }

    /// The kind, of which the steps change nothing that later steps read ahead.
    package func readPast() -> StepKind {
        var kind = self
        kind.isReadPast = true
        return kind
    }

    /// The kind with the ready-made policies that a program which a step starts needs.
    package func accompanied(by policies: [String]) -> StepKind {
        var kind = self
        kind.policies = policies
        return kind
    }

    /// The kind with the steps by which its work is left.
    package func left(by steps: [LeavingStep]) -> StepKind {
        var kind = self
        kind.leaving = steps
        return kind
    }

    /// The kind with the one that stands in its place when the run has failed.
    package func failing(by counterpart: StepKind) -> StepKind {
        var kind = self
        kind.counterpart = [counterpart]
        return kind
    }
}
