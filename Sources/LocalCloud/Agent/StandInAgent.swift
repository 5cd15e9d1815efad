package import Foundation

/// The agent of a machine, as far as a stand-in for it goes: what it will do and when, and what it has done.
///
/// The core process pings first, with which Systems Manager knows the machine. The worker comes a little later:
/// only it takes commands and looks for associations. Either may sleep.
package struct StandInAgent: Sendable, Equatable {
    /// Why the core process sleeps instead of pinging.
    package enum Cause: String, Sendable, CaseIterable {
        case throttled
        case denied
        case noRole = "no-role"
    }

    /// What is wrong with the agent at first.
    package enum Trouble: Sendable, Equatable {
        case asleep(seconds: Double, because: Cause)
        case hibernating(seconds: Double)
    }

    /// How its replies reach the service.
    package enum Delivery: String, Sendable, CaseIterable {
        case inOrder = "in-order"
        case outOfOrder = "out-of-order"
        case twice
    }

    /// A script's end that waits to be reported.
    package struct LateEnd: Sendable, Equatable {
        let runID: String
        let end: ScriptEnd
    }

    /// What waits at the service for the agent to take it.
    package struct Message: Sendable, Equatable {
        package enum Content: Sendable, Equatable {
            case command(String)
            /// To look for associations and run these; all, where none is named.
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

    /// What the agent is about to do, and when; nil where it is not.
    package var nextPing: Date?
    package var nextActivation: Date?
    package var nextLook: Date?
    package var hasStarted = false
    /// Since when Systems Manager has heard it; nil for never.
    package var heardAt: Date?
    /// Since when its worker takes commands; nil where it does not.
    package var activeSince: Date?
    /// Whether its worker was ever active.
    package var hasBeenActive = false
    package var trouble: Trouble?
    package var isHibernating = false
    package var delivery = Delivery.inOrder
    /// How often it has looked for associations since it became active.
    package var looks = 0
    package var runs: [DocumentRun] = []
    package var inbox: [Message] = []
    package var outbox: [LateReply] = []
    /// What a real agent is to have, or was handed.
    package var mail: [AgentMail] = []
    /// The ends of scripts that came while the agent was not there.
    package var unreported: [LateEnd] = []
    /// Whether the machine has a real agent, so that there is nothing for a stand-in to do.
    package var isReplaced = false
    /// What a real agent has said of the machine.
    package var account = NodeAccount()

    package init(startingAt start: Date) {
        nextPing = start
    }
}
