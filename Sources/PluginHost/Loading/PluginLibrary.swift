import CEnlist
import CLoader
import Glibc
import Pipeline

/// A plugin that is loaded into this process and never unloaded.
///
/// Its code can harm this process. Its functions are called by one thread at a time.
final class PluginLibrary: @unchecked Sendable {
    /// The content of the plugin's tables, for `DescriptionReader`.
    let tables: Value
    private let library: String
    private let steps: [String: LoadedStep]

    /// A step's functions, and how they are called.
    fileprivate struct LoadedStep {
        let description: PluginStepDescription
        let functions: [PluginCall.Entry: UnsafeMutableRawPointer]
        /// A function whose address is not executable; nil if all are valid.
        let noFunction: PluginCall.Entry?
        let run: PreparedSignature
        /// The arguments of `run`, with a status as the result.
        let look: PreparedSignature
    }

    private typealias EntryFunction =
        @convention(c) (UnsafePointer<enlist_host>?) -> UnsafePointer<enlist_plugin>?

    /// Loads the plugin and reads its tables.
    ///
    /// - Throws: if it is not trusted, cannot be loaded, was built for another host, or has invalid
    ///   tables.
    init(_ load: PluginLoad) throws {
        let path = load.path
        library = path
        let handle = try SharedLibrary.load(load) { object in
            guard object.exports(Self.entry) else {
                throw PluginError.noEntry(path, other: Self.otherEntry(object))
            }
        }
        guard let symbol = try handle.function(Self.entry) else {
            throw PluginError.noEntry(path, other: nil)
        }
        let entry = unsafeBitCast(symbol, to: EntryFunction.self)
        guard let table = entry(HostTable.shared(abi: load.hostABI)) else {
            throw PluginError.pluginDeclined(path)
        }
        let found = try PluginTables(
            table, library: path, hostABI: load.hostABI ?? Int(ENLIST_PLUGIN_ABI))
        tables = try found.value(library: path)
        var reader = DescriptionReader()
        guard let description = reader.read(tables) else {
            throw PluginError.badDescription(path, reader.problems)
        }
        var steps: [String: LoadedStep] = [:]
        for (step, entry) in zip(description.steps, found.entries) {
            let loaded = try LoadedStep(step, entry.step)
            if let wrong = loaded.noFunction {
                throw PluginError.badDescription(
                    path, ["the step `\(step.kind)`: its `\(wrong.rawValue)` points to no function"]
                )
            }
            steps[step.kind] = loaded
        }
        self.steps = steps
    }

    /// Creates a call of one of the steps.
    func liveCall(_ call: PluginCall, listener: any CallListener) throws(PluginError) -> LiveCall {
        LiveCall(call, gives: try step(of: call).description.gives, listener: listener)
    }

    /// Calls a step's function on this thread.
    ///
    /// - Returns: the result.
    /// - Throws: the failure that the plugin reported, or a `PluginError` if it could not be
    ///   called.
    func perform(_ call: PluginCall, as live: LiveCall) throws -> PluginOutcome {
        let step = try step(of: call)
        guard let function = step.functions[call.entry] else { throw missing(call) }
        let prepared = call.entry == .run ? step.run : step.look
        let result = LiveCalls.with(live) { handle in
            Result { () throws(PluginError) in
                try prepared.call(
                    function, call.values, call: UnsafeMutableRawPointer(handle))
            }
        }
        // Before its result is examined: what it has reported takes precedence.
        var given = try live.end()
        let value = try result.get()
        switch (call.entry, prepared.signature.result, value) {
        case (_, .status, 0), (_, .void, _): return .done(given)
        case (.check, .status, .integer(Int(ENLIST_NOT_DONE))): return .notDone
        case (_, .status, _): throw silent(call, value)
        case (_, _, .null): throw silent(call, value)
        default:
            for fact in step.description.gives { given[fact.text] = value }
            return .done(given)
        }
    }

    private func step(of call: PluginCall) throws(PluginError) -> LoadedStep {
        guard let step = steps[call.kind] else { throw missing(call) }
        return step
    }

    private func missing(_ call: PluginCall) -> PluginError {
        .noSymbol("\(call.kind)'s \(call.entry.rawValue)", library: library)
    }

    private func silent(_ call: PluginCall, _ value: Value) -> PluginError {
        let what = call.entry == .run ? "" : "'s \(call.entry.rawValue)"
        return .failedSilently("`\(call.kind)`\(what)", value)
    }

    private static let entry = "enlist_plugin_entry_v1"

    /// The number of an entry for another version in the library.
    private static func otherEntry(_ object: SharedObject) -> Int? {
        (2...9).first { object.exports("enlist_plugin_entry_v\($0)") }
    }
}

extension PluginLibrary.LoadedStep {
    fileprivate init(
        _ description: PluginStepDescription, _ step: enlist_step
    ) throws(PluginError) {
        self.description = description
        func address(_ function: enlist_function?) -> UnsafeMutableRawPointer? {
            function.map { unsafeBitCast($0, to: UnsafeMutableRawPointer.self) }
        }
        var functions: [PluginCall.Entry: UnsafeMutableRawPointer] = [:]
        functions[.run] = address(step.run)
        functions[.check] = address(step.check)
        functions[.revert] = address(step.revert)
        functions[.require] = address(step.require)
        self.functions = functions
        noFunction = functions.first { cloader_kind($0.value) != Int32(CLOADER_FUNCTION) }?.key
        run = try PreparedSignature(description.signature)
        look = try PreparedSignature(description.signature.returning(.status))
    }
}
