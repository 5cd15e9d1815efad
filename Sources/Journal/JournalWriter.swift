package import Pipeline
import Synchronization
import SystemPackage

/// Writes a run's events to its journal, as they happen.
///
/// Events that come before the journal is open are kept until then: which instance it is, and so where
/// its journal lies, is known only when metadata has been asked.
package final class JournalWriter: Observer {
    private let state = Mutex(State.waiting([]))

    private enum State {
        case waiting([Event])
        case writing(any JournalFile)
        /// A record could not be written: one after it would stand behind a gap.
        case broken
    }

    package init() {}

    /// Writes the header and what has happened so far, and from now on each event.
    package func begin(_ header: JournalHeader, in file: any JournalFile) throws(JournalError) {
        let result: Result<Void, JournalError> = state.withLock { state in
            guard case .waiting(let events) = state else { return .success(()) }
            do throws(Errno) {
                try file.append(header.line)
                for event in events { try file.append(JournalWriter.line(event)) }
                try file.synchronize()
                state = .writing(file)
                return .success(())
            } catch {
                state = .broken
                return .failure(.system("write", file.path, error))
            }
        }
        try result.get()
    }

    /// Writes an event, and waits for the disk where an effect follows or has just been made.
    package func observe(_ event: Event) throws {
        try state.withLock { state in
            switch state {
            case .waiting(let events): state = .waiting(events + [event])
            case .broken: break
            case .writing(let file):
                do throws(Errno) {
                    try file.append(JournalWriter.line(event))
                    if event.body.isAtEffect { try file.synchronize() }
                } catch {
                    state = .broken
                    throw JournalError.system("write", file.path, error)
                }
            }
        }
    }

    /// The event's JSON, and the time by which its durations are measured.
    private static func line(_ event: Event) -> [UInt8] {
        let (seconds, attoseconds) = event.time.elapsed.components
        let clock = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        return JournalLine.sealed(event.json.dropLast() + ",\"clock\":\(clock)")
    }
}

extension Event.Body {
    /// Whether an effect comes next, or has just come: then the record must outlive a power cut.
    fileprivate var isAtEffect: Bool {
        switch self {
        case .attemptStarted, .attemptSucceeded, .attemptFailed, .attemptInterrupted,
            .recorded, .rebootNeeded, .revertStarted, .revertSucceeded, .revertFailed, .runFinished:
            true
        case .preparationFailed, .runStarted, .runResumed, .alreadyDone, .retrying, .rewinding,
            .waiting, .stepSucceeded,
            .stepFailed, .stepSkipped, .note, .warning, .output, .activity:
            // The end of a step is told by its last attempt's.
            false
        }
    }
}
