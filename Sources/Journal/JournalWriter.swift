package import Pipeline
import Synchronization
import SystemPackage

/// Writes a run's events to its journal, as they happen.
///
/// Events that come before the journal is open are buffered: the instance, and with it the
/// journal's path, is known only after metadata has answered.
package final class JournalWriter: Observer {
    private let state = Mutex(State.waiting([]))

    private enum State {
        case waiting([Event])
        case writing(any JournalFile)
        /// The failure has not been reported yet.
        case failed(JournalError)
        /// The run is over; or a record could not be written and the failure has been reported:
        /// another record would follow a gap.
        case ended
    }

    package init() {}

    /// Writes the header and all events so far, and from now on each event.
    package func begin(_ header: JournalHeader, in file: any JournalFile) throws(JournalError) {
        let result: Result<Void, JournalError> = state.withLock { state in
            guard case .waiting(let events) = state else { return .success(()) }
            do throws(Errno) {
                var header = header
                header.first = events.first?.sequence ?? 1
                try file.append(header.line)
                for event in events { try file.append(JournalWriter.line(event)) }
                try file.synchronize()
                state = .writing(file)
                return .success(())
            } catch {
                state = .ended
                return .failure(.system("write", file.path, error))
            }
        }
        try result.get()
    }

    /// Writes an event.
    ///
    /// Waits for the disk before an effect, which also covers how the previous one ended, and
    /// before time passes or the run ends.
    package func observe(_ event: Event) throws {
        try state.withLock { state in
            switch state {
            case .waiting(let events): state = .waiting(events + [event])
            case .ended: break
            case .failed(let error):
                state = .ended
                throw error
            case .writing(let file):
                do throws(Errno) {
                    try file.append(JournalWriter.line(event))
                    if !event.body.canWait { try file.synchronize() }
                } catch {
                    state = .ended
                    throw JournalError.system("write", file.path, error)
                }
            }
        }
    }

    /// Accepts events again after the next `begin`: a run that was over has more to do after all.
    package func reopen() {
        state.withLock { if case .ended = $0 { $0 = .waiting([]) } }
    }

    /// Stops writing: the run is over, and the next one may begin.
    package func end() {
        state.withLock { $0 = .ended }
    }

    /// Waits until every event is on the disk, for a run that now pauses for as long as a person
    /// likes.
    ///
    /// The next `observe` throws what goes wrong here.
    package func settle() {
        state.withLock { state in
            guard case .writing(let file) = state else { return }
            do throws(Errno) {
                try file.synchronize()
            } catch {
                state = .failed(.system("write", file.path, error))
            }
        }
    }

    private static func line(_ event: Event) -> [UInt8] { JournalLine.sealed(event.record) }
}

extension Event.Body {
    /// Whether the record may reach the disk later: no effect follows, and no time passes, before a
    /// record for which the run waits.
    fileprivate var canWait: Bool {
        switch self {
        case .attemptStarted, .attemptFailed, .attemptInterrupted, .recorded, .rebootNeeded,
            .revertStarted, .revertSucceeded, .revertFailed, .runFinished:
            false
        case .preparationFailed, .runIdentified, .runStarted, .runResumed, .alreadyDone, .retrying,
            .rewinding,
            .waiting, .attemptSucceeded, .stepSucceeded, .stepFailed, .stepSkipped, .factChanged,
            .parameterChanged, .note, .warning, .output, .activity:
            // After a success, the next step's first attempt or the end follows within
            // microseconds. The record of a step's last attempt also covers the end of the step.
            true
        }
    }
}
