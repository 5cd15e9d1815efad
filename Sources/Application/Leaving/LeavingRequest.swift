import Glibc
import Journal
package import Pipeline
import PipelineFile

/// How the program makes a request to leave: with the stack that the journals know, and without the steps
/// that undo what was never done.
package struct LeavingRequest: Sendable {
    /// What a person says.
    private let said: Facts
    /// The pipeline that the instance joined by, where no journal says it; nil for the machine's own.
    private let pipeline: String?
    private let preparer: Preparer
    private let state: StateFolder

    /// Takes what a person says, and who plans; `state` is where the journals lie.
    package init(said: Facts, pipeline: String? = nil, preparer: Preparer, state: StateFolder) {
        self.said = said
        self.pipeline = pipeline
        self.preparer = preparer
        self.state = state
    }

    /// The name of the pipelines that leave.
    static let pipelineName = "leaving"

    /// How long instance metadata may take to say which instance this is.
    private static let patience = Duration.seconds(5)

    /// A request to run a leaving pipeline.
    ///
    /// Where neither the person nor a journal says which stack it is, the steps look for it.
    ///
    /// - Parameters:
    ///   - pace: how much time there is.
    ///   - warn: gets what is wrong with plugins, which keeps no instance from leaving.
    /// - Returns: the request.
    package func request(
        _ pace: LeavingStep.Pace = .unhurried, warn: (Diagnostic) -> Void
    ) async -> PlanRequest {
        let instance = await instance()
        let membership = instance.flatMap(state.lastMembership)
        var request = PlanRequest()
        let kinds = preparer.kinds.builtIn.kinds
        let own = await preparer.pipelineHere(pipeline)
        request.source =
            LeavingPipeline(of: kinds, pace, isRecorded: own?.isRecorded ?? true).source
        request.settings =
            said[.stackID] == nil ? (membership?.stack ?? Facts()).merging(said) : said
        let joined = if let membership { membership.kinds } else { await kindsHere() }
        if let joined {
            // Only those that look for a membership that was never there; the others cost one request.
            request.selection.skip =
                kinds.filter {
                    [.registering, .layerAssigning].contains($0.role) && !joined.contains($0.name)
                }
                .flatMap(\.leaving).map(\.kind.name)
        }
        let past = instance.flatMap(state.lastJoining)
        guard let leaving = await pluginLeaving(of: own, joined: past?.kinds, pace, warn)
        else {
            return request
        }
        return await adding(leaving, knowing: past?.facts ?? Facts(), to: request, warn)
    }

    /// The steps by which plugins' steps are left; nil if none exist.
    private func pluginLeaving(
        of own: Definition?, joined: Set<String>?, _ pace: LeavingStep.Pace,
        _ warn: (Diagnostic) -> Void
    ) async -> PluginLeaving? {
        guard let own, !own.plugins.isEmpty else { return nil }
        var contents: [(PluginReference, PluginContents)] = []
        for plugin in own.plugins {
            do throws(Diagnostic) {
                contents.append((plugin, try await preparer.kinds.contents(of: plugin)))
            } catch {
                warn(error)
            }
        }
        let leaving = PluginLeaving(own, contents, joined: joined, pace)
        for kind in leaving.unknown { warn(.unknownLeaving(kind)) }
        return leaving.steps.isEmpty ? nil : leaving
    }

    /// The request with those of the steps that can be planned, and with the facts that they need.
    private func adding(
        _ leaving: PluginLeaving, knowing past: Facts, to request: PlanRequest,
        _ warn: (Diagnostic) -> Void
    ) async -> PlanRequest {
        func with(_ steps: [StepDefinition]) -> PlanRequest {
            var request = request
            request.plugins = leaving.with(steps)
            let known = Set(request.settings.names + Facts.instance + Facts.inputs)
            for fact in steps.flatMap(leaving.needs) where !known.contains(fact) {
                request.settings[fact] = past[fact]
            }
            return request
        }
        if await canBePlanned(with(leaving.steps)) { return with(leaving.steps) }
        // What is wrong without them is said when it is run.
        guard await canBePlanned(request) else { return request }
        var good: [StepDefinition] = []
        for step in leaving.steps {
            if await canBePlanned(with(good + [step])) {
                good.append(step)
            } else {
                warn(.leftOut(step))
            }
        }
        return good.isEmpty ? request : with(good)
    }

    private func canBePlanned(_ request: PlanRequest) async -> Bool {
        (try? await preparer.prepare(request)) != nil
    }

    /// The kinds of the steps of the pipeline that the instance would join by; nil if it has none that
    /// is good.
    private func kindsHere() async -> Set<String>? {
        var request = PlanRequest()
        request.pipeline = pipeline
        return try? await Set(preparer.sketch(request).plan.steps.map(\.kind.name))
    }

    /// Interrupts a run that is under way on the instance, for a leaving that cannot wait for its end.
    func interruptOthers() async {
        guard let instance = await instance(),
            let holder = try? state.existingJournals(of: instance)?.holder(),
            let process = holder.id, process > 1, process != getpid()
        else { return }
        kill(pid_t(process), SIGTERM)
    }

    private func instance() async -> String? {
        if let instance = said[.instanceID] { return instance }
        let limit = TimeLimit(
            end: SystemTime().now().elapsed + Self.patience, alarm: SystemPause())
        let own = try? await limit.run { [preparer] in try await preparer.metadata.facts() }
        return own?[.instanceID]
    }
}

extension Diagnostic {
    fileprivate static func unknownLeaving(_ kind: String) -> Diagnostic {
        Diagnostic(
            "a plugin is left by steps of the kind `\(kind)`, which none of the plugins here has",
            remedy: "name the plugin that has it in the pipeline file, too")
    }

    fileprivate static func leftOut(_ step: StepDefinition) -> Diagnostic {
        Diagnostic(
            "the step `\(step.id)` of a plugin is skipped, as it cannot be planned",
            remedy: "see that the facts that it needs are in the journal of the run that joined, "
                + "or say them by --set; its parameters are those of the step that it ends")
    }
}
