import Dispatch
package import Pipeline

/// The processes in which libraries are called: one per library, started on demand and reused for
/// the next call.
///
/// A process that was ended because its task was cancelled is replaced at the next call, and so is
/// one that has died, with a warning if that was between two calls.
package actor PluginHosts {
    /// The program of each process.
    package nonisolated let program: HostProgram
    private var idle: [Key: HostProcess] = [:]
    /// The plugins whose code runs in this process.
    private var inProcess: [String: PluginLibrary] = [:]
    /// The first version of each plugin's tables.
    private var tables: [PluginFile: Value] = [:]

    private enum Key: Hashable {
        case native(library: String, HostLimits)
        case plugin(PluginFile)

        var name: String {
            switch self {
            case .native(let library, _): library
            case .plugin(let file): file.path
            }
        }

        var limits: HostLimits {
            switch self {
            case .native(_, let limits): limits
            case .plugin(let file): file.limits
            }
        }
    }

    package init(_ program: HostProgram) { self.program = program }

    /// Calls a function in its library's process.
    ///
    /// - Parameters:
    ///   - call: what to call.
    ///   - limits: the limits of the process.
    ///   - onLine: receives each line that the process prints, from any thread.
    ///   - onLoss: receives a process that has died between two calls.
    /// - Returns: what the function returned.
    /// - Throws: the function's failure, or a `PluginError` for its process.
    func perform(
        _ call: NativeCall, limits: HostLimits, onLine: @escaping @Sendable (String) -> Void,
        onLoss: @escaping @Sendable (LostProcess) -> Void
    ) async throws -> Value {
        let key = Key.native(library: call.library, limits)
        let host: HostProcess
        if let ready = await ready(key, onLine, onLoss) {
            host = ready
        } else {
            host = try await start(key)
        }
        switch try await ask(.native(call), of: host, key, nil, onLine) {
        case .returned(let value): return value
        default: return .null
        }
    }

    /// Loads a plugin, and returns its description.
    ///
    /// - Throws: if it cannot be loaded, or its description is invalid.
    package func describe(_ file: PluginFile) async throws -> PluginDescription {
        let tables: Value
        if let known = self.tables[file] {
            tables = known
        } else if file.isolation == .inProcess {
            tables = try await library(file).tables
        } else {
            let key = Key.plugin(file)
            let (host, found) = try await load(file) { _ in }
            idle[key] = host
            tables = found
        }
        self.tables[file] = tables
        var reader = DescriptionReader()
        guard let description = reader.read(tables) else {
            throw PluginError.badDescription(file.path, reader.problems)
        }
        return description
    }

    /// Calls a step of a plugin.
    ///
    /// - Parameters:
    ///   - call: what to call.
    ///   - file: the plugin.
    ///   - listener: receives the plugin's notices meanwhile.
    ///   - onLine: receives each line that its process prints, from any thread.
    /// - Returns: the result.
    /// - Throws: the step's failure, or a `PluginError` for its process.
    func call(
        _ call: PluginCall, of file: PluginFile, listener: any CallListener,
        onLine: @escaping @Sendable (String) -> Void
    ) async throws -> PluginOutcome {
        if file.isolation == .inProcess {
            return try await PluginHosts.callHere(call, try await library(file), listener)
        }
        let key = Key.plugin(file)
        let host: HostProcess
        let lost = { @Sendable (process: LostProcess) in
            listener.heard(.log(.warning, process.words + "; a new one is started"))
        }
        if let ready = await ready(key, onLine, lost) {
            host = ready
        } else {
            let (started, found) = try await load(file, onLine)
            guard found == tables[file, default: found] else {
                throw PluginError.changed(file.path)
            }
            host = started
        }
        guard
            case .finished(let outcome) = try await ask(
                .call(call), of: host, key, listener, onLine)
        else { throw PluginError.cancelled }
        return outcome
    }

    /// Checks the processes once more after the last call.
    ///
    /// - Returns: what they have printed since their last calls, and which have died meanwhile.
    package func lastWords() async -> [Event.Body] {
        var words: [Event.Body] = []
        for key in idle.keys.sorted(by: { $0.name < $1.name }) {
            guard let host = idle.removeValue(forKey: key) else { continue }
            let (lines, loss) = await PluginHosts.look(at: host)
            words += lines.map { .output($0, source: key.name) }
            if let loss {
                words.append(.warning(LostProcess(name: key.name, loss).words))
            } else {
                idle[key] = host
            }
        }
        return words
    }

    // MARK: Processes

    /// Returns a process that waits for its next call; nil if none exists.
    private func ready(
        _ key: Key, _ onLine: @escaping @Sendable (String) -> Void,
        _ onLoss: @Sendable (LostProcess) -> Void
    ) async -> HostProcess? {
        guard let host = idle.removeValue(forKey: key) else { return nil }
        let (lines, loss) = await PluginHosts.look(at: host)
        lines.forEach(onLine)
        guard let loss else { return host }
        onLoss(LostProcess(name: key.name, loss))
        return nil
    }

    /// Returns what a process has printed between calls, and why it accepts no more requests.
    private static func look(at host: HostProcess) async -> (lines: [String], loss: PluginError?) {
        let looked = try? await onThread {
            var lines: [String] = []
            let loss = host.look { lines.append($0) }
            return (lines, loss)
        }
        return looked ?? ([], nil)
    }

    private func start(_ key: Key) async throws -> HostProcess {
        let program = program
        return try await PluginHosts.onThread {
            try HostProcess(program, name: key.name, limits: key.limits)
        }
    }

    private func load(
        _ file: PluginFile, _ onLine: @escaping @Sendable (String) -> Void
    ) async throws -> (HostProcess, tables: Value) {
        let host = try await start(.plugin(file))
        switch try await PluginHosts.ask(.load(file.load()), of: host, nil, onLine)
        {
        case .loaded(let tables): return (host, tables)
        default: throw PluginError.cancelled
        }
    }

    /// Sends a request, and keeps the process if it accepts more.
    private func ask(
        _ request: HostRequest, of host: HostProcess, _ key: Key, _ listener: (any CallListener)?,
        _ onLine: @escaping @Sendable (String) -> Void
    ) async throws -> HostReply {
        defer { if host.canBeAsked { idle[key] = host } }
        return try await PluginHosts.ask(request, of: host, listener, onLine)
    }

    private static func ask(
        _ request: HostRequest, of host: HostProcess, _ listener: (any CallListener)?,
        _ onLine: @escaping @Sendable (String) -> Void
    ) async throws -> HostReply {
        let reply = try await withTaskCancellationHandler {
            try await onThread { try host.ask(request, listener: listener, onLine: onLine) }
        } onCancel: {
            host.interrupt()
        }
        if case .failed(let failure) = reply { throw failure }
        return reply
    }

    // MARK: In this process

    private func library(_ file: PluginFile) async throws -> PluginLibrary {
        if let library = inProcess[file.path] { return library }
        let library = try await PluginHosts.onThread {
            try PluginLibrary(file.load())
        }
        inProcess[file.path] = library
        return library
    }

    private static func callHere(
        _ call: PluginCall, _ library: PluginLibrary, _ listener: any CallListener
    ) async throws -> PluginOutcome {
        let live = try library.liveCall(call, listener: listener)
        return try await withTaskCancellationHandler {
            try await onThread { try library.perform(call, as: live) }
        } onCancel: {
            live.cancel()
        }
    }

    /// Runs blocking work on its own thread, where it does not delay other tasks.
    package static func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: .init(catching: body)) }
        }
    }
}
