import ChildOutput
import Pipeline

extension AgentInstaller {
    /// How the installer ended, and the end of what it printed.
    struct Ending: Sendable {
        let ending: ChildProcess.Ending
        let tail: OutputTail

        var isSuccess: Bool { ending == .exited(0) }
        var words: String { ending.words }

        /// Whether the installer's words tell of trouble that passes, so that there is nothing to
        /// ask OpsWorks, which is what the trouble is with.
        var isPassing: Bool { reason.map { $0.failureClass != .refused } ?? false }

        /// Whether the installer's words leave room for another reason: that the instance is a member
        /// of another stack.
        var mayBeElsewhere: Bool { reason == nil || reason == .refused }

        private var reason: Reason? { Reason(tail.lines) }

        /// Why the instance is not a member, as far as the installer's words tell; `report` is what
        /// OpsWorks says of it.
        ///
        /// Without a reason in its words the installer has crashed. It is worth another try, as
        /// nothing that it does is done twice: OpsWorks knows an instance once.
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
