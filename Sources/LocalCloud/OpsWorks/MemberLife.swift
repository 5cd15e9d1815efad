package import Foundation

/// The status of a member, and its changes without a call.
package struct MemberLife: Sendable, Equatable {
    /// The statuses of a registered instance; the service's documentation omits half of them.
    package enum Status: String, Sendable, CaseIterable {
        case registering, running_setup, registered, assigning, online, setup_failed
        case unassigning, deregistering, connection_lost
        /// Not a status on the wire: the member is removed before it becomes visible.
        case gone
    }

    /// The status that a setup run leads to.
    package enum Purpose: Sendable, Equatable { case registration, assignment }

    /// The automatic change at the end of a phase.
    package enum Transition: Sendable, Equatable {
        case setup(Purpose)
        case settled(Status)
        case failed(Purpose)
    }

    package private(set) var status: Status
    /// When the current phase began.
    private var since: Date
    private var purpose = Purpose.registration

    package init(_ status: Status, since: Date) {
        self.status = status
        self.since = since
    }

    /// Enters a phase because of a call.
    package mutating func enter(_ status: Status, at now: Date) {
        self.status = status
        since = now
    }

    /// Executes the next change that is due, if any, and returns it with its time.
    package mutating func step(
        until now: Date, timings: Timings, failure: Member.SetupFailure?
    ) -> (transition: Transition, at: Date)? {
        let duration: Double
        let transition: Transition
        switch (status, purpose) {
        case (.registering, _):
            (duration, transition) = (timings.registering, .setup(.registration))
        case (.assigning, _): (duration, transition) = (timings.assigning, .setup(.assignment))
        case (.unassigning, _):
            (duration, transition) = (timings.unassigning, .settled(.registered))
        case (.deregistering, _): (duration, transition) = (timings.deregistering, .settled(.gone))
        case (.running_setup, .registration):
            duration = timings.registrationSetup
            transition = failure == .registering ? .failed(.registration) : .settled(.registered)
        case (.running_setup, .assignment):
            duration = timings.assignmentSetup
            transition = failure == .assigning ? .failed(.assignment) : .settled(.online)
        case (.registered, _), (.online, _), (.setup_failed, _), (.connection_lost, _), (.gone, _):
            return nil
        }
        let due = since + duration
        guard due <= now else { return nil }
        since = due
        switch transition {
        case .setup(let purpose):
            self.purpose = purpose
            status = .running_setup
        case .settled(let next): status = next
        case .failed: status = .setup_failed
        }
        return (transition, due)
    }
}
