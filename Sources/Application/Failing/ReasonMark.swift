import Journal
import Pipeline

/// The mark of an instance whose tag contains the reason of a failed run.
///
/// With it, a later success, or leaving for good, removes the tag by one request, and all other runs
/// ask EC2 nothing. It is set before the tag is written.
struct ReasonMark: Sendable {
    private let instance: String
    private let state: StateFolder

    /// Creates a reference to the mark of an instance whose journals are in a folder.
    init(of instance: String, beside state: StateFolder) {
        self.instance = instance
        self.state = state
    }

    /// Whether a run has written its reason, and no later one has removed it.
    var isSet: Bool {
        (try? state.existingJournals(of: instance))?.hasToldFailure ?? false
    }

    /// Sets the mark.
    ///
    /// - Throws: why it cannot be written.
    func set() throws { try state.journals(of: instance).setToldFailure(true) }

    /// Removes the mark; one that stays costs the next success one request.
    func clear() { try? state.existingJournals(of: instance)?.setToldFailure(false) }
}
