import ArgumentParser
import Pipeline
import PipelineFile

/// The kinds of steps that there are on this machine.
struct KindsHere {
    /// Without the kinds of plugins that something is wrong with.
    let registry: StepRegistry
    private let problems: [Diagnostic]

    /// - Throws: `ExitCode`, of what has been shown.
    init(_ plugins: PluginOptions) async throws {
        do {
            let toolbox = try Toolbox(environment: ProcessEnvironment.current)
            (registry, problems) = try await toolbox.kinds.registry(
                with: toolbox.preparer.pluginsHere(and: plugins.references))
        } catch let error as CommandError {
            throw error.shown()
        }
    }

    /// Says what is wrong with plugins.
    ///
    /// - Throws: `ExitCode`, where there is anything.
    func complain() throws {
        guard !problems.isEmpty else { return }
        throw CommandError(.pluginFailed, Diagnostics(problems)).shown()
    }
}
