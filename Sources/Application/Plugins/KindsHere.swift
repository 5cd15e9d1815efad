package import Pipeline

/// The kinds of steps on this machine.
package struct KindsHere {
    /// The kinds, without those of invalid plugins.
    package let registry: StepRegistry
    /// The files of the plugins.
    package let plugins: [String]
    private let problems: [Diagnostic]

    /// Collects enlist's own kinds, and those of plugins.
    ///
    /// - Parameter plugins: plugins besides those of the pipeline that runs here.
    /// - Throws: a `CommandError` for what is wrong with the environment; `CancellationError`.
    package init(_ plugins: [PluginReference]) async throws {
        let engine = try Engine(environment: ProcessEnvironment.current)
        let here = engine.preparer.pluginsHere(and: plugins)
        self.plugins = here.map(\.path)
        (registry, problems) = try await engine.kinds.registry(with: here)
    }

    /// Throws what is wrong with plugins, if anything is.
    package func complain() throws(CommandError) {
        guard !problems.isEmpty else { return }
        throw CommandError(.pluginFailed, Diagnostics(problems))
    }
}
