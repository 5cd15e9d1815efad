import Pipeline
import Synchronization

/// Listens to a function of a plugin that only checks: nothing is recorded, as nothing is done.
final class SilentListener: CallListener {
    private let state = Mutex<String?>(nil)

    /// The plugin's last warning.
    var warning: String? { state.withLock(\.self) }

    func heard(_ notice: CallNotice) {
        guard case .log(.warning, let text) = notice else { return }
        state.withLock { $0 = text }
    }

    func record(_ name: FactName, _ text: String) -> Bool { false }
}
