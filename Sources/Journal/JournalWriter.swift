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
        /// Nobody has been told yet.
        case failed(JournalError)
        /// The run is over; or a record could not be written, and that has been said: one after it would
        /// stand behind a gap.
        case ended
    }

    package init() {}

    /// Writes the header and what has happened so far, and from now on each event.
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

    /// Writes an event, and waits for the disk before an effect, which takes along how the one before
    /// it ended, and before time passes or the run is over.
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

    /// Writes again, once it is begun anew: something of the run that was over is done after all.
    package func reopen() {
        state.withLock { if case .ended = $0 { $0 = .waiting([]) } }
    }

    /// Writes nothing more: the run is over, and the next one may begin.
    package func end() {
        state.withLock { $0 = .ended }
    }

    /// Waits until the disk has all that happened, for a run that now pauses for as long as a person
    /// likes.
    ///
    /// What goes wrong is thrown by the next `observe`.
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
    /// Whether the disk may have the record later: no effect follows, and no time passes, before a
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
            // After a success comes the next step's first attempt, or the end, within microseconds.
            // The end of a step is told by its last attempt's.
            true
        }
    }
}
