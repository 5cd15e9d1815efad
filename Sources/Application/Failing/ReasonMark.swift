import Journal
import Pipeline

/// The mark of an instance whose tag contains the reason of a failed run.
///
/// With it, a later success, or leaving for good, removes the tag by one request, and all other runs
/// ask EC2 nothing. It is set before the tag is written. If it cannot be written beside the
/// journals, for example because the disk is full or read-only, which is a common cause of
/// failures, it is written below /run: the reason is most useful then, so it is not withheld. That
/// mark lasts until the next boot; the tag of an instance that is repaired by a reboot stays until
/// the next failure that can be noted.
struct ReasonMark: Sendable {
    private let instance: String
    private let state: StateFolder
    private let untilBoot: StateFolder

    /// Creates a reference to the mark of an instance whose journals are in a folder.
    init(of instance: String, beside state: StateFolder) {
        self.instance = instance
        self.state = state
        untilBoot = state.untilBoot
    }

    /// Whether a run has written its reason, and no later one has removed it.
    var isSet: Bool {
        [state, untilBoot].contains { folder in
            (try? folder.existingJournals(of: instance))?.hasToldFailure ?? false
        }
    }

    /// Sets the mark.
    ///
    /// - Throws: why it cannot be written beside the journals, if /run is not writable either.
    func set() throws {
        do {
            try state.journals(of: instance).setToldFailure(true)
        } catch {
            guard (try? untilBoot.journals(of: instance).setToldFailure(true)) != nil else {
                throw error
            }
        }
    }

    /// Removes the mark; one that stays costs the next success one request.
    func clear() {
        for folder in [state, untilBoot] {
            try? folder.existingJournals(of: instance)?.setToldFailure(false)
        }
    }
}
