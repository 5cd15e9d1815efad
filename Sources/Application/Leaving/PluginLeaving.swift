import Pipeline

/// The steps of plugins that end, when an instance leaves, what its plugins' steps have joined.
///
/// They come before those of enlist's own kinds, the last to join first, and none of them keeps the
/// instance from leaving: one that fails is skipped, and one that cannot be run is left out.
struct PluginLeaving: Sendable, Equatable {
    private(set) var steps: [StepDefinition] = []
    /// The plugins of these steps.
    private let plugins: [PluginReference]
    private let requiresSignatures: Bool
    private let needsOfKinds: [String: [FactName]]
    /// Kinds that plugins name and that do not exist.
    let unknown: [String]

    /// Collects the steps.
    ///
    /// - Parameters:
    ///   - pipeline: the pipeline by which the instance has joined.
    ///   - contents: the descriptions of the pipeline's plugins.
    ///   - joined: the kinds that have run; nil if unknown.
    ///   - pace: how much time there is.
    init(
        _ pipeline: Definition, _ contents: [(PluginReference, PluginContents)],
        joined: Set<String>?, _ pace: LeavingStep.Pace
    ) {
        var kinds: [String: (plugin: PluginReference, step: PluginContents.Step)] = [:]
        for (plugin, content) in contents {
            for step in content.steps where kinds[step.kind.name] == nil {
                kinds[step.kind.name] = (plugin, step)
            }
        }
        var plugins: [PluginReference] = []
        var unknown: [String] = []
        for step in pipeline.steps.reversed() where joined?.contains(step.kind) ?? true {
            for name in kinds[step.kind]?.step.leaving ?? [] {
                guard let (plugin, leaving) = kinds[name] else {
                    if !unknown.contains(name) { unknown.append(name) }
                    continue
                }
                if !plugins.contains(plugin) { plugins.append(plugin) }
                steps.append(PluginLeaving.step(leaving.kind, after: step, among: steps, pace))
            }
        }
        self.plugins = plugins
        self.unknown = unknown
        requiresSignatures = pipeline.requiresSignatures
        needsOfKinds = kinds.mapValues(\.step.kind.needs)
    }

    private static func step(
        _ leaving: StepKind, after joining: StepDefinition,
        among others: [StepDefinition], _ pace: LeavingStep.Pace
    ) -> StepDefinition {
        let names = leaving.parameters.map(\.name)
        let isTaken = others.contains { $0.id == leaving.name }
        return StepDefinition(
            leaving.name, id: isTaken ? "\(leaving.name)-\(joining.id)" : nil,
            parameters: joining.parameters.filter { names.contains($0.key) },
            policy: pace.policyOfPlugins, condition: joining.condition)
    }

    /// The facts that one of the steps reads.
    func needs(of step: StepDefinition) -> [FactName] {
        let values = Value.map(step.parameters)
        return ((try? values.templateNeeds()) ?? [])
            + (step.condition?.comparisons.map(\.fact) ?? []) + needsOfKinds[step.kind, default: []]
    }

    /// The same with only some of the steps.
    func with(_ steps: [StepDefinition]) -> PluginLeaving {
        var some = self
        some.steps = steps
        return some
    }

    /// Inserts them before the steps of a pipeline.
    func begin(_ pipeline: inout Definition) {
        pipeline.requiresSignatures = requiresSignatures
        pipeline.add(plugins)
        pipeline.steps.insert(contentsOf: steps, at: 0)
    }
}

extension LeavingStep.Pace {
    /// A policy that lets the instance leave, and in time, whatever such a step does.
    fileprivate var policyOfPlugins: PolicyChange {
        switch self {
        case .unhurried:
            return PolicyChange(
                timeout: .seconds(60), deadline: .seconds(180), onFailure: .continue)
        case .hasty:
            var once = RetryChange()
            once.attempts = 1
            return PolicyChange(retries: [once], timeout: .seconds(10), onFailure: .continue)
        }
    }
}
