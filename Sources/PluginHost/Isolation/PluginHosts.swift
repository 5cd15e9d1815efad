import Dispatch
import Pipeline

/// The processes in which libraries are called: one a library, started when it is needed, and kept for
/// the next call.
package actor PluginHosts {
    private let program: HostProgram
    private var idle: [Key: HostProcess] = [:]

    private struct Key: Hashable {
        let library: String
        let limits: HostLimits
    }

    package init(_ program: HostProgram) { self.program = program }

    /// Calls a function in its library's process.
    ///
    /// A process that has died, or was ended as the task is cancelled, is replaced at the next call.
    ///
    /// - Parameters:
    ///   - call: what to call.
    ///   - limits: what the process may use.
    ///   - onLine: gets each line that the process prints, from any thread.
    /// - Returns: what the function returned.
    /// - Throws: the function's failure, or a `PluginError` for its process.
    func perform(
        _ call: NativeCall, limits: HostLimits, onLine: @escaping @Sendable (String) -> Void
    ) async throws -> Value {
        let key = Key(library: call.library, limits: limits)
        let program = program
        let host: HostProcess
        if let ready = idle.removeValue(forKey: key) {
            host = ready
        } else {
            host = try await PluginHosts.onThread {
                try HostProcess(program, name: call.library, limits: limits)
            }
        }
        let reply = try await withTaskCancellationHandler {
            try await PluginHosts.onThread { try host.ask(.native(call), onLine: onLine) }
        } onCancel: {
            host.interrupt()
        }
        idle[key] = host
        switch reply {
        case .returned(let value): return value
        case .failed(let failure): throw failure
        case .ready: return .null
        }
    }

    /// Does what blocks on a thread where it keeps nobody else from working.
    static func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: .init(catching: body)) }
        }
    }
}
