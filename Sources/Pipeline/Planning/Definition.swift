/// What a pipeline file says, with the changes of others made, not yet held against the registry.
package struct Definition: Sendable, Equatable {
    package var name: String
    /// The names of the pipelines that it was made of, nearest first.
    package var extended: [String] = []
    /// The most that a whole run may take.
    package var deadline: Duration?
    /// What holds for every step that says nothing else; of two words on one thing, the later holds.
    package var defaults: [PolicyChange]
    package var steps: [StepDefinition]
    /// What is done about a run that failed; nil for nothing.
    package var onFailure: FailurePolicy?
    /// What is done at each boot of an instance that has joined; nil for what is usual.
    package var everyBoot: EveryBoot?
    /// Whether the provider keeps how runs ended.
    package var isRecorded = true
    /// Where steps come from besides; each path once, unless files contradict each other.
    package private(set) var plugins: [PluginReference] = []
    /// Whether trusted keys must have signed all of them; where one file says so, it holds.
    package var requiresSignatures = false {
        didSet {
            requiresSignatures = requiresSignatures || oldValue
            for index in plugins.indices { plugins[index].mustBeSigned = requiresSignatures }
        }
    }
    /// What there was before a change took it away, oldest first.
    package var former: [FormerStep] = []
    /// Where `deadline` stands.
    package var locations = Locations()

    package init(
        name: String, deadline: Duration? = nil, defaults: [PolicyChange] = [],
        steps: [StepDefinition]
    ) {
        self.name = name
        self.deadline = deadline
        self.defaults = defaults
        self.steps = steps
    }

    /// Adds plugins; of two words on one path the stricter holds, and two that contradict each other both
    /// stay.
    package mutating func add(_ plugins: [PluginReference]) {
        for var plugin in plugins {
            plugin.mustBeSigned = requiresSignatures
            let index = self.plugins.firstIndex { $0.path == plugin.path }
            if let index, let joined = self.plugins[index].joined(with: plugin) {
                self.plugins[index] = joined
            } else {
                self.plugins.append(plugin)
            }
        }
    }

    /// Whether this is the pipeline of that name, or one that was made of it.
    package func isOrExtends(_ name: String) -> Bool {
        self.name == name || extended.contains(name)
    }
}
