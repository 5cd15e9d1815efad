import ChildOutput
import Pipeline

extension AgentInstaller {
    /// How the installer ended, and the end of its output.
    struct Ending: Sendable {
        let ending: ChildProcess.Ending
        let tail: OutputTail

        var isSuccess: Bool { ending == .exited(0) }
        var words: String { ending.words }

        /// Whether the installer's output reports a transient problem, so that asking OpsWorks is
        /// pointless: the problem is with OpsWorks.
        var isPassing: Bool { reason.map { $0.failureClass != .refused } ?? false }

        /// Whether the installer's output allows for another reason: that the instance is a member
        /// of another stack.
        var mayBeElsewhere: Bool { reason == nil || reason == .refused }

        private var reason: Reason? { Reason(tail.lines) }

        /// Why the instance is not a member, as far as the installer's output shows; `report` is
        /// what OpsWorks reports of it.
        ///
        /// Without a reason in its output the installer has crashed. Another attempt makes sense,
        /// as it does nothing twice: OpsWorks knows an instance once.
        func failure(_ report: [String]) -> Failure {
            Failure(
                reason?.failureClass ?? .crashed,
                "the agent's installer \(words), and the instance is not a member",
                remedy: reason?.remedy ?? "read below what the installer and OpsWorks say of it",
                details: tail.lines.map { "boot-registration: \($0)" } + report,
                cause: reason?.cause, missingPermission: reason?.missingPermission)
        }
    }
}
