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
    package func request(_ pace: LeavingStep.Pace = .unhurried) async -> PlanRequest {
        let membership = await instance().flatMap(state.lastMembership)
        var request = PlanRequest()
        let kinds = preparer.kinds.builtIn.kinds
        request.source = LeavingPipeline(of: kinds, pace).source
        request.settings =
            said[.stackID] == nil ? (membership?.stack ?? Facts()).merging(said) : said
        let joined = if let membership { membership.kinds } else { await kindsHere() }
        if let joined {
            // Only those that look for a membership that was never there; the others cost one request.
            request.selection.skip =
                kinds.filter { $0.role == .registering && !joined.contains($0.name) }
                .flatMap(\.leaving).map(\.kind.name)
        }
        return request
    }

    /// The kinds of the steps of the pipeline that the instance would join by; nil where it has none that
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
