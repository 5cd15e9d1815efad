import Pipeline
import Synchronization

/// Hears a function of a plugin that only looks: nothing is recorded, as nothing is done.
final class SilentListener: CallListener {
    private let state = Mutex<String?>(nil)

    /// The last thing that the plugin has warned of.
    var warning: String? { state.withLock(\.self) }

    func heard(_ notice: CallNotice) {
        guard case .log(.warning, let text) = notice else { return }
        state.withLock { $0 = text }
    }

    func record(_ name: FactName, _ text: String) -> Bool { false }
}
