import AWS
import Bytes
import Pipeline

// Why an association has failed, as far as this machine shows.
extension AssociationWait {
    /// How far the agent's log may be behind.
    private static let logDelay = Duration.seconds(2)

    /// The failure of an association, with the end of its document's output.
    ///
    /// - Parameters:
    ///   - status: according to Systems Manager.
    ///   - marks: the agent's files.
    ///   - context: the step's, used to wait for the agent's log; nil for no wait.
    /// - Returns: the failure, of class `refused`.
    /// - Throws: `CancellationError`.
    func failure(
        _ status: SystemsManager.AssociationStatus, _ marks: AgentMarks, in context: StepContext?
    ) async throws -> Failure {
        let secrets = host.secrets.now
        let id = status.associationID
        let lines = AgentOutput(marks).lines(of: id).map(secrets.hidden)
        let run = marks.root.names(in: "\(marks.home)/document/orchestration/\(id)").max()
        let hasLostWorker = {
            run.map { AgentLog(marks.root).hasLostWorker(of: "\(id).\($0)") } ?? false
        }
        if let context, status.hasNoReason, marks.areThere, !hasLostWorker() {
            try await context.wait(
                upTo: Self.logDelay, for: "the agent's log", until: hasLostWorker)
        }
        let words = status.summary.map(secrets.hidden) ?? status.words
        // The agent does not run a failed association again, whatever enlist does.
        let again =
            "have the association applied again (aws ssm start-associations-once --association-ids "
            + "\(id)) and run enlist again"
        let message = "the association \(id) of \(status.document ?? "a document") has failed: "
        guard !hasLostWorker() else {
            return Failure(
                .refused, message + "the agent lost the process that ran the document",
                remedy:
                    "make sure that its script has ended (it is below \(AgentMarks.folder)), then "
                    + again,
                details: lines)
        }
        let place =
            lines.isEmpty
            ? "read the document's output below \(AgentMarks.folder) on the instance"
            : "read the document's output below"
        return Failure(
            .refused, message + words, remedy: "\(place), fix the cause, then \(again)",
            details: lines)
    }
}

extension SystemsManager.AssociationStatus {
    /// Whether the agent has reported a failed step without a reason.
    fileprivate var hasNoReason: Bool { summary?.ends(with: "failed because .") ?? false }
}
