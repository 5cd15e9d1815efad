import Dispatch
import Pipeline
import Synchronization

/// A plugin in a process of its own, of which each call is bounded and everything is remembered.
final class CheckedProcess {
    private let host: HostProcess
    private let listener = Memory()
    private let patience: Duration
    /// What the plugin's tables say.
    let tables: Value

    /// Starts the process, and loads the plugin.
    ///
    /// - Parameters:
    ///   - program: what to start.
    ///   - file: the plugin.
    ///   - abi: the revision that the host pretends to have; nil for its own.
    ///   - patience: how long a call may take before it is told to end.
    /// - Throws: where the process cannot be started, or the plugin cannot be loaded.
    init(
        _ program: HostProgram, _ file: PluginFile, abi: Int? = nil, patience: Duration
    ) throws {
        self.patience = patience
        host = try HostProcess(program, name: file.path, limits: file.limits)
        let watch = Watch(host, after: patience)
        defer { watch.cancel() }
        switch try host.ask(.load(file.load(hostABI: abi)), onLine: { _ in }) {
        case .loaded(let tables): self.tables = tables
        case .failed(let failure): throw failure
        default: throw PluginError.cancelled
        }
    }

    var canBeAsked: Bool { host.canBeAsked }

    /// What the step has recorded so far.
    var recorded: [String: Value] { listener.recorded }

    /// Makes a call.
    ///
    /// - Parameters:
    ///   - call: what to call.
    ///   - patience: how long it may take before it is told to end; nil for what is usual.
    /// - Returns: what came of it.
    /// - Throws: as a step's attempt would.
    func perform(_ call: PluginCall, patience: Duration? = nil) throws -> PluginOutcome {
        let watch = Watch(host, after: patience ?? self.patience)
        defer { watch.cancel() }
        switch try host.ask(.call(call), listener: listener, onLine: { _ in }) {
        case .finished(let outcome): return outcome
        case .failed(let failure): throw failure
        default: throw PluginError.cancelled
        }
    }

    func measure() throws -> ProcessUse {
        guard case .measured(let use) = try host.ask(.measure, onLine: { _ in }) else {
            throw PluginError.cancelled
        }
        return use
    }

    /// Interrupts a process that takes too long.
    private struct Watch {
        private let item: DispatchWorkItem

        init(_ host: HostProcess, after time: Duration) {
            item = DispatchWorkItem { host.interrupt() }
            let (seconds, rest) = time.components
            let milliseconds = Int(seconds) * 1000 + Int(rest / 1_000_000_000_000_000)
            DispatchQueue.global().asyncAfter(
                deadline: .now() + .milliseconds(milliseconds), execute: item)
        }

        func cancel() { item.cancel() }
    }

    /// Remembers what a step records.
    private final class Memory: CallListener {
        private let state = Mutex<[String: Value]>([:])

        var recorded: [String: Value] { state.withLock(\.self) }

        func heard(_ notice: CallNotice) {}

        func record(_ name: FactName, _ text: String) -> Bool {
            state.withLock { $0[name.text] = .string(text) }
            return true
        }
    }
}
