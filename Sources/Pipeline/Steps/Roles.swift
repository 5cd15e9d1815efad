// The eight step protocols, in the default order. Each has one requirement, whose result is what
// the role gives; `run` turns it into facts, so that no step of any provider can forget one.

/// 1. Tells Ohai, before Chef runs for the first time, that this machine is an EC2 instance.
package protocol OhaiHinting: Step {
    func hint(in context: StepContext) async throws
}

/// 2. Installs what the later steps need on the machine.
package protocol DependencyInstalling: Step {
    func installDependencies(in context: StepContext) async throws
}

/// 3. Finds the stack and the layer that the inputs name.
package protocol StackLookup: Step {
    func lookUpStack(in context: StepContext) async throws -> (stack: Stack, layer: Layer)
}

/// 4. Chooses the name that the instance will have in its stack.
package protocol HostnameChoosing: Step {
    func chooseHostname(in context: StepContext) async throws -> String
}

/// 5. Tags the EC2 instance, so that a person sees what it is.
package protocol Tagging: Step {
    func tag(in context: StepContext) async throws
}

/// 6. Makes the instance known to the provider.
package protocol Registering: Step {
    func register(in context: StepContext) async throws
}

/// 7. Waits until the provider has the instance as a member.
package protocol Polling: Step {
    func waitUntilRegistered(in context: StepContext) async throws -> Member
}

/// 8. Assigns the member to its layer, and so to its role.
package protocol LayerAssigning: Step {
    /// - Returns: the member as last seen, if the step has waited for its assignment.
    func assignLayer(in context: StepContext) async throws -> Member?
}

extension OhaiHinting {
    package func run(in context: StepContext) async throws -> Facts {
        try await hint(in: context)
        return Facts()
    }
}

extension DependencyInstalling {
    package func run(in context: StepContext) async throws -> Facts {
        try await installDependencies(in: context)
        return Facts()
    }
}

extension StackLookup {
    package func run(in context: StepContext) async throws -> Facts {
        let found = try await lookUpStack(in: context)
        return found.stack.asFacts.merging(found.layer.asFacts)
    }
}

extension HostnameChoosing {
    package func run(in context: StepContext) async throws -> Facts {
        var facts = Facts()
        facts[.hostname] = try await chooseHostname(in: context)
        return facts
    }
}

extension Tagging {
    package func run(in context: StepContext) async throws -> Facts {
        try await tag(in: context)
        return Facts()
    }
}

extension Registering {
    package func run(in context: StepContext) async throws -> Facts {
        try await register(in: context)
        return Facts()
    }
}

extension Polling {
    package func run(in context: StepContext) async throws -> Facts {
        try await waitUntilRegistered(in: context).asFacts
    }
}

extension LayerAssigning {
    package func run(in context: StepContext) async throws -> Facts {
        try await assignLayer(in: context)?.asFacts ?? Facts()
    }
}
