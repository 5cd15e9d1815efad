import Glibc
import Journal
import Pipeline
import PipelineFile

/// How the program makes a request to leave: with the stack that the journals know.
struct LeavingRequest: Sendable {
    /// What a person says.
    let said: Facts
    let metadata: any InstanceMetadata
    let state: StateFolder

    /// The name of the pipelines that leave.
    static let pipelineName = "leaving"

    /// How long instance metadata may take to say which instance this is.
    private static let patience = Duration.seconds(5)

    /// A request to run a leaving pipeline.
    ///
    /// Where neither the person nor a journal says which stack it is, the steps look for it.
    func request(_ pipeline: SourceText) async -> PlanRequest {
        var request = PlanRequest()
        request.source = pipeline
        request.settings = said[.stackID] == nil ? await known().merging(said) : said
        return request
    }

    /// Interrupts a run that is under way on the instance, for a leaving that cannot wait for its end.
    func interruptOthers() async {
        guard let instance = await instance(),
            let holder = try? state.existingJournals(of: instance)?.holder(),
            let process = holder.id, process > 1, process != getpid()
        else { return }
        kill(pid_t(process), SIGTERM)
    }

    private func known() async -> Facts { await instance().map(state.lastStack) ?? Facts() }

    private func instance() async -> String? {
        if let instance = said[.instanceID] { return instance }
        let limit = TimeLimit(
            end: SystemTime().now().elapsed + Self.patience, alarm: SystemPause())
        let own = try? await limit.run { [metadata] in try await metadata.facts() }
        return own?[.instanceID]
    }
}
