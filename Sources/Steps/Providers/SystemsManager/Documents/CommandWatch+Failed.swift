import AWS
import Bytes
import Pipeline

// Why a command has failed, as Systems Manager and the agent report it.

extension SystemsManager.Invocation {
    /// Whether a step was ended by SIGKILL: by its timeout, by a person or by the kernel.
    fileprivate var wasKilled: Bool {
        plugins.contains { $0.status == "TimedOut" && $0.responseCode == 137 }
    }

    /// Whether the agent gave the document up because the process that ran it was gone; what that had
    /// started may go on.
    fileprivate var hasLostItsWorker: Bool {
        let texts = plugins.compactMap(\.output) + [trace ?? ""]
        return texts.contains {
            $0.contains(bytes: "document process failed unexpectedly")
        }
    }

    /// What to do about a command whose document printed nothing ("Understanding command statuses"
    /// in the Systems Manager user guide).
    fileprivate var remedyWithoutOutput: String {
        switch (statusDetails ?? status).replacing(bytes: " ", by: "") {
        case "AccessDenied":
            "let the sender use the document on this instance: compare the resources and conditions "
                + "of ssm:SendCommand in its policy with both"
        case "InvalidPlatform":
            "name a document that is for this platform: its `platformType` decides, and the "
                + "`precondition` of its steps"
        case "Terminated":
            "it failed on more of its targets than `MaxErrors` allows: look at the others, and run "
                + "enlist again, which sends it to this instance alone"
        case "Cancelled", "Cancelling":
            "somebody cancelled it, as CloudTrail's CancelCommand shows; run enlist again, which "
                + "sends it again"
        case "ExecutionTimedOut", "TimedOut":
            "raise `timeoutSeconds` of the document's steps, or split the document, and run enlist "
                + "again"
        default:
            "read the document's output below \(AgentMarks.folder) on the instance, fix the cause, "
                + "and run enlist again"
        }
    }

    /// Whether the agent never began.
    fileprivate var isUndelivered: Bool {
        ["DeliveryTimedOut", "Delivery Timed Out", "Undeliverable"].contains(statusDetails)
    }
}

extension Failure {
    /// Systems Manager calls an instance invalid that it has not heard of everywhere yet.
    static var notKnown: Failure {
        Failure(
            .timeout, "Systems Manager takes no commands for the instance yet",
            remedy: "run `wait-until-managed` before; if it has run, look at the agent's log, "
                + AgentLog.path)
    }
}

extension Failure {
    /// The failure of a command that has ended, and not well, by how it ended.
    static func documentFailed(
        _ invocation: SystemsManager.Invocation, _ details: [String]
    ) -> Failure {
        let words = invocation.statusDetails ?? invocation.status
        let message = "the command \(invocation.commandID) ended as `\(words)`"
        if invocation.isUndelivered {
            return Failure(
                .transient, message,
                remedy:
                    "look at the agent: systemctl status amazon-ssm-agent, and its log \(AgentLog.path)",
                details: details)
        }
        if invocation.hasLostItsWorker {
            return Failure(
                .refused, "\(message): the agent lost the process that ran the document",
                remedy:
                    "see whether its script still runs (it is below \(AgentMarks.folder)) before you "
                    + "run enlist again, which sends the document again",
                details: details)
        }
        if invocation.wasKilled {
            return Failure(
                .refused, "\(message): a step was ended by signal 9",
                remedy:
                    "compare its time with its `timeoutSeconds`; if it did not reach them, `dmesg` shows "
                    + "whether the machine was out of memory",
                details: details)
        }
        return Failure(
            .refused, message,
            remedy: details.isEmpty
                ? invocation.remedyWithoutOutput
                : "read the document's output below, fix the cause, and run enlist again",
            details: details)
    }

    /// The failure of a command that has not ended within the step's patience.
    static func stillRunning(
        _ invocation: SystemsManager.Invocation, _ rest: AgentRest?
    ) -> Failure {
        Failure(
            .timeout,
            "the command \(invocation.commandID) is still `\(invocation.status)`"
                + (rest.map { "; \($0.text)" } ?? ""),
            remedy:
                "look at what it does on the instance, below \(AgentMarks.folder), or raise the step's "
                + "`patience`; the next run resumes the wait")
    }
}
