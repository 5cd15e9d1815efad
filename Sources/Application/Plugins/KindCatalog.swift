package import Pipeline
import PipelineFile
package import PluginHost

/// All kinds of steps that a pipeline can use: enlist's own, and those of the plugins that its
/// files name.
package struct KindCatalog: Sendable {
    let builtIn: StepRegistry
    /// Where plugins' code runs; nil if plugins are not supported.
    let place: LibraryPlace?
    /// The maximum time for a plugin to describe its steps.
    var patience = Duration.seconds(10)

    /// Creates a catalog with enlist's own kinds.
    package init(_ builtIn: StepRegistry, place: LibraryPlace? = nil) {
        self.builtIn = builtIn
        self.place = place
    }

    /// Returns the kinds of a pipeline, including its plugins'.
    ///
    /// - Parameter plugins: the plugins in its files.
    /// - Returns: enlist's own kinds, then the plugins', in order; and what is wrong with plugins,
    ///   whose kinds are then missing.
    /// - Throws: only `CancellationError`.
    func registry(
        with plugins: [PluginReference]
    ) async throws(CancellationError) -> (registry: StepRegistry, problems: [Diagnostic]) {
        guard let place, !plugins.isEmpty else { return (builtIn, []) }
        var kinds = builtIn.kinds
        var givers: [String: PluginReference] = [:]
        let joined = JoinedPlugins(plugins, in: place)
        var problems = joined.problems
        for plugin in joined.plugins {
            let description: PluginDescription
            do throws(Diagnostic) {
                description = try await describe(plugin, in: place)
            } catch {
                if Task.isCancelled { throw CancellationError() }
                problems.append(error)
                continue
            }
            for kind in self.kinds(of: description, plugin, in: place) {
                if builtIn[kind.name] != nil {
                    problems.append(.hidesBuiltIn(kind.name, plugin))
                } else if let other = givers[kind.name] {
                    problems.append(.twoGivers(of: kind.name, other, plugin))
                } else {
                    givers[kind.name] = plugin
                    kinds.append(kind)
                }
            }
        }
        return (StepRegistry(kinds), problems)
    }

    /// Returns the kinds of a pipeline, without any missing.
    ///
    /// - Throws: a `CommandError` for what is wrong with its plugins; `CancellationError`.
    func registry(for pipeline: LoadedPipeline) async throws -> StepRegistry {
        let (registry, problems) = try await registry(with: pipeline.definition?.plugins ?? [])
        guard problems.isEmpty else {
            throw CommandError(.pluginFailed, Diagnostics(problems), pipeline.sources)
        }
        return registry
    }

    /// Returns the kinds for a single step.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - plugins: the possible sources of its kind, loaded only if it is not one of enlist's own.
    /// - Returns: the kinds, including the step's own if it exists.
    /// - Throws: a `CommandError` for what is wrong with plugins; `CancellationError`.
    func registry(
        for step: SingleStep, plugins: @autoclosure () -> [PluginReference]
    ) async throws -> StepRegistry {
        guard builtIn[step.kind] == nil else { return builtIn }
        let (registry, problems) = try await registry(with: plugins())
        guard registry[step.kind] != nil || problems.isEmpty else {
            throw CommandError(.pluginFailed, Diagnostics(problems))
        }
        return registry
    }

    /// Returns a plugin's description of itself.
    ///
    /// - Throws: why it cannot be used.
    package func contents(of plugin: PluginReference) async throws(Diagnostic) -> PluginContents {
        guard let place else { throw .noPlugins(plugin) }
        let description = try await describe(plugin, in: place)
        let steps = zip(description.steps, kinds(of: description, plugin, in: place))
        return PluginContents(
            path: plugin.path, name: description.name, version: description.version,
            revision: description.abi,
            steps: steps.map { step, kind in
                PluginContents.Step(
                    kind: kind, signature: step.signature.text, hasCheck: step.hasCheck,
                    hasRevert: step.hasRevert, hasRequire: step.hasRequire,
                    leaving: step.leaving)
            })
    }

    /// The kinds of a plugin, regardless of others.
    private func kinds(
        of description: PluginDescription, _ plugin: PluginReference, in place: LibraryPlace
    ) -> [StepKind] {
        let file = PluginFile(plugin, in: place)
        return description.steps.map { $0.stepKind(of: file, in: place) }
    }

    private func describe(
        _ plugin: PluginReference, in place: LibraryPlace
    ) async throws(Diagnostic) -> PluginDescription {
        let file = PluginFile(plugin, in: place)
        let time = SystemTime()
        let limit = TimeLimit(end: time.now().elapsed + patience, alarm: SystemPause(time: time))
        do {
            return try await limit.run { try await place.hosts.describe(file) }
        } catch is TimeLimit.Passed {
            throw .silentPlugin(plugin, after: patience)
        } catch {
            let failure = Failure(error)
            throw Diagnostic(
                failure.message, remedy: failure.remedy, at: plugin.location,
                notes: failure.details.map { .init($0, at: nil) })
        }
    }
}

extension PluginFile {
    /// The file that a pipeline names, below the root if it exists there, otherwise on the machine
    /// itself.
    init(_ plugin: PluginReference, in place: LibraryPlace) {
        self.init(
            path: place.locate(plugin.path), isolation: plugin.isolation ?? .process,
            limits: HostLimits(
                memory: plugin.memory?.bytes, processor: plugin.processor, files: plugin.files),
            sha256: plugin.sha256,
            trustedKeys: plugin.mustBeSigned ? place.trustedKeys : nil)
    }
}
