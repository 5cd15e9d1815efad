package import Foundation

/// The agent of a machine, as a stand-in simulates it: what it will do and when, and what it has
/// done.
///
/// The core process pings first, which makes Systems Manager know the machine. The worker starts a
/// little later: only it takes commands and looks for associations. Either may sleep.
package struct StandInAgent: Sendable, Equatable {
    /// Why the core process sleeps instead of pinging.
    package enum Cause: String, Sendable, CaseIterable {
        case throttled
        case denied
        case noRole = "no-role"
    }

    /// The agent's initial problem.
    package enum Trouble: Sendable, Equatable {
        case asleep(seconds: Double, because: Cause)
        case hibernating(seconds: Double)
    }

    /// The way in which its replies reach the service.
    package enum Delivery: String, Sendable, CaseIterable {
        case inOrder = "in-order"
        case outOfOrder = "out-of-order"
        case twice
    }

    /// A script's end that has yet to be reported.
    package struct LateEnd: Sendable, Equatable {
        let runID: String
        let end: ScriptEnd
    }

    /// A message at the service that the agent has yet to take.
    package struct Message: Sendable, Equatable {
        package enum Content: Sendable, Equatable {
            case command(String)
            /// To look for associations and run these; all if none is named.
            case refresh([String])
        }

        package let content: Content
        package var dueAt: Date
    }

    /// A reply that is on its way to the service.
    package struct LateReply: Sendable, Equatable {
        let commandID: String
        let report: NodeCommand.Report
        let dueAt: Date
    }

    /// When the agent will do its next actions; nil for an action that is not planned.
    package var nextPing: Date?
    package var nextActivation: Date?
    package var nextLook: Date?
    package var hasStarted = false
    /// When it first reached Systems Manager; nil for never.
    package var heardAt: Date?
    /// When its worker began to take commands; nil if it does not.
    package var activeSince: Date?
    /// Whether its worker was ever active.
    package var hasBeenActive = false
    package var trouble: Trouble?
    package var isHibernating = false
    package var delivery = Delivery.inOrder
    /// The number of looks for associations since it became active.
    package var looks = 0
    package var runs: [DocumentRun] = []
    package var inbox: [Message] = []
    package var outbox: [LateReply] = []
    /// The messages for a real agent, waiting or handed out.
    package var mail: [AgentMail] = []
    /// The ends of scripts that came while the agent was not running.
    package var unreported: [LateEnd] = []
    /// Whether the machine has a real agent, so that no stand-in is needed.
    package var isReplaced = false
    /// What a real agent has reported of the machine.
    package var account = NodeAccount()

    package init(startingAt start: Date) {
        nextPing = start
    }
}
