import Glibc
package import Pipeline
import PipelineFile
package import PluginHost

/// Checks a plugin with the steps of a pipeline file as examples.
package struct PluginChecker: Sendable {
    let engine: Engine
    let plugin: PluginReference

    /// Creates a checker for a plugin.
    package init(engine: Engine, plugin: PluginReference) {
        self.engine = engine
        self.plugin = plugin
    }

    /// Returns the plugin's steps in a pipeline file.
    ///
    /// - Parameters:
    ///   - path: the file; nil for no examples.
    ///   - facts: the facts that the steps can need.
    /// - Returns: the steps, in the file's order.
    /// - Throws: a `CommandError` for what is wrong with the file, or if it contains none of them.
    package func examples(in path: String?, _ facts: Facts) async throws -> [Example] {
        guard let path else { return [] }
        let pipeline = engine.preparer.loader.load(alone: path)
        let others = (pipeline.definition?.plugins ?? []).filter {
            identity(of: $0.path) != identity(of: plugin.path)
        }
        let (registry, problems) = try await engine.kinds.registry(with: others + [plugin])
        guard problems.isEmpty else {
            throw CommandError(.pluginFailed, Diagnostics(problems), pipeline.sources)
        }
        let plan: Plan
        do throws(Diagnostics) {
            plan = try pipeline.plan(
                Planner(registry: registry), selection: Selection(),
                given: [GivenFacts(from: "--set", facts)])
        } catch {
            throw CommandError(.badData, error, pipeline.sources)
        }
        var examples: [Example] = []
        for step in plan.steps {
            // Facts that only a run would give are unknown here.
            guard let made = try? step.make(facts), let example = Example(made, facts: facts)
            else { continue }
            examples.append(example)
        }
        guard !examples.isEmpty else {
            throw CommandError(.badData, Diagnostics([.noExamples(path, plugin)]))
        }
        return examples
    }

    /// Tries everything.
    ///
    /// - Parameters:
    ///   - examples: steps with valid parameters.
    ///   - root: the folder that is `/` for the steps.
    ///   - patience: the maximum time of one call.
    ///   - onFinding: receives each finding at once.
    /// - Returns: whether everything holds that was tried.
    /// - Throws: a `CommandError` if nothing can be started.
    package func check(
        _ examples: [Example], below root: String, patience: Duration,
        onFinding: @escaping @Sendable (Finding) -> Void
    ) async throws -> Bool {
        guard let place = engine.kinds.place else { return true }
        let conformance = PluginConformance(
            place.hosts.program.adding(["ENLIST_ROOT": root]), PluginFile(plugin, in: place),
            examples: examples, patience: patience)
        return try await PluginHosts.onThread { conformance.check(onFinding) }
    }

    private func identity(of path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

extension Diagnostic {
    fileprivate static func noExamples(_ path: String, _ plugin: PluginReference) -> Diagnostic {
        Diagnostic(
            "\(path) has no step of \(plugin.path) that can be run as it stands",
            remedy:
                "give it steps with good parameters, and say the facts that they need with --set")
    }
}
