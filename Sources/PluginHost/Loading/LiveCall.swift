import Bytes
import Dispatch
import Glibc
import JSON
import Pipeline
import Synchronization

/// A call of a plugin's function in progress, as the plugin sees it through the host's table.
///
/// All functions may be called from any thread, even after the call has ended; then they do
/// nothing.
final class LiveCall: Sendable {
    private let facts: [String: Value]
    private let gives: Set<String>
    /// Whether the call may have effects, which can be recorded.
    private let isWork: Bool
    private let listener: any CallListener
    private let state: Mutex<State>
    /// Signalled when the step is to end, and never reset.
    private let cancellation = DispatchSemaphore(value: 0)

    private struct State {
        var isOver = false
        var given: [String: Value] = [:]
        var recorded: [String: Value]
        var failure: Failure?
        /// The texts that the plugin has received, which live as long as the call.
        var texts = HandedOut()
        var lastProgress: ContinuousClock.Instant?
    }

    /// Reports of progress within this interval are not passed on.
    private static let progressInterval = Duration.milliseconds(100)
    /// The maximum length of a notice, in bytes.
    private static let longestText = 8192
    /// The maximum length of a fact's value, in bytes.
    private static let longestValue = 1 << 20

    init(_ call: PluginCall, gives: [FactName], listener: any CallListener) {
        facts = call.facts
        isWork = call.entry != .require
        self.gives = Set(gives.map(\.text))
        self.listener = listener
        state = Mutex(State(recorded: call.recorded))
    }

    /// Ends the call: from now on it does nothing.
    ///
    /// - Returns: the facts that the plugin gave.
    /// - Throws: the failure that the plugin reported.
    func end() throws(Failure) -> [String: Value] {
        let (failure, given) = state.withLock { state in
            state.isOver = true
            state.texts.free()
            return (state.failure, state.given)
        }
        if let failure { throw failure }
        return given
    }

    /// Tells the step to end; may be called repeatedly.
    func cancel() { cancellation.signal() }

    // MARK: What the plugin calls

    var isCancelled: Bool {
        guard cancellation.wait(timeout: .now()) == .success else { return false }
        // For the next caller.
        cancellation.signal()
        return true
    }

    /// Waits, unless the call is cancelled.
    ///
    /// - Returns: whether the whole time has passed.
    func wait(milliseconds: UInt64, reason: UnsafePointer<CChar>?) -> Bool {
        let longest = UInt64(Int32.max)
        let time = Int(min(milliseconds, longest))
        let words = Self.text(reason, atMost: Self.longestText) ?? ""
        guard say([.waiting(.milliseconds(time), reason: words)]) else { return false }
        guard cancellation.wait(timeout: .now() + .milliseconds(time)) == .success else {
            return true
        }
        cancellation.signal()
        return false
    }

    func give(_ fact: UnsafePointer<CChar>?, text: UnsafePointer<CChar>?) -> Bool {
        give(fact, Self.validText(text).map(Value.string))
    }

    func give(_ fact: UnsafePointer<CChar>?, json: UnsafePointer<CChar>?) -> Bool {
        let value = Self.validText(json).flatMap { try? Value(JSONParser.parse(Array($0.utf8))) }
        return give(fact, value)
    }

    private func give(_ fact: UnsafePointer<CChar>?, _ value: Value?) -> Bool {
        let name = Self.text(fact, atMost: Self.longestText) ?? ""
        return state.withLock { state in
            guard !state.isOver else { return false }
            guard gives.contains(name), let value else {
                state.failure = gives.contains(name) ? .unreadableFact(name) : .foreignFact(name)
                return false
            }
            state.given[name] = value
            return true
        }
    }

    func fact(_ name: UnsafePointer<CChar>?) -> UnsafePointer<CChar>? {
        handOut(Self.text(name, atMost: Self.longestText).flatMap { facts[$0] })
    }

    func recorded(_ name: UnsafePointer<CChar>?) -> UnsafePointer<CChar>? {
        let name = Self.text(name, atMost: Self.longestText) ?? ""
        return handOut(state.withLock { $0.recorded[name] })
    }

    private func handOut(_ value: Value?) -> UnsafePointer<CChar>? {
        guard let value else { return nil }
        return state.withLock { state in state.isOver ? nil : state.texts.add(value.text) }
    }

    func record(_ name: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?) -> Bool {
        guard isWork,
            let name = Self.text(name, atMost: Self.longestText).flatMap({ FactName($0) }),
            let text = Self.text(text, atMost: Self.longestText)
        else { return false }
        return state.withLock { state in
            guard !state.isOver, listener.record(name, text) else { return false }
            state.recorded[name.text] = .string(text)
            return true
        }
    }

    func log(_ level: Int32, _ text: UnsafePointer<CChar>?) {
        guard let text = Self.text(text, atMost: Self.longestText) else { return }
        let level = CallNotice.Level(rawValue: level) ?? .info
        _ = say(text.parts(at: "\n").filter { !$0.isEmpty }.map { .log(level, $0) })
    }

    func progress(_ fraction: Double, _ text: UnsafePointer<CChar>?) {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            if let last = state.lastProgress, now - last < Self.progressInterval, fraction < 1 {
                return false
            }
            state.lastProgress = now
            return true
        }
        guard isDue else { return }
        let known = (0...1).contains(fraction) ? fraction : nil
        _ = say([.progress(known, Self.text(text, atMost: Self.longestText))])
    }

    /// Passes notices on, all of them before the call's end.
    ///
    /// - Returns: false if the call has ended.
    private func say(_ notices: [CallNotice]) -> Bool {
        state.withLock { state in
            guard !state.isOver else { return false }
            for notice in notices { listener.heard(notice) }
            return true
        }
    }

    func fail(
        _ failureClass: Int32, _ text: UnsafePointer<CChar>?, _ remedy: UnsafePointer<CChar>?
    ) {
        let failure = Failure(
            FailureClass(plugin: failureClass),
            Self.text(text, atMost: Self.longestText) ?? "it failed and does not say why",
            remedy: Self.text(remedy, atMost: Self.longestText)
                ?? "ask the plugin's author")
        state.withLock { state in
            if !state.isOver { state.failure = failure }
        }
    }

    /// A text that becomes a fact; nil if it is not UTF-8, or too long.
    private static func validText(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer, strnlen(pointer, longestValue + 1) <= longestValue else { return nil }
        return String(validatingCString: pointer)
    }

    /// A text up to a limit, nil for none; invalid UTF-8 becomes U+FFFD.
    private static func text(_ pointer: UnsafePointer<CChar>?, atMost limit: Int) -> String? {
        guard let pointer else { return nil }
        return String(
            decoding: UnsafeRawBufferPointer(start: pointer, count: strnlen(pointer, limit)),
            as: UTF8.self)
    }
}

/// Texts that a plugin reads while a call lasts.
private struct HandedOut: @unchecked Sendable {
    private var texts: [UnsafeMutablePointer<CChar>] = []

    mutating func add(_ text: String) -> UnsafePointer<CChar>? {
        guard let copy = strdup(text) else { return nil }
        texts.append(copy)
        return UnsafePointer(copy)
    }

    mutating func free() {
        for text in texts { Glibc.free(text) }
        texts = []
    }
}

extension FailureClass {
    /// Converts a number of the header; an unknown one is `refused`.
    fileprivate init(plugin number: Int32) {
        let classes: [FailureClass] = [
            .refused, .throttled, .transient, .credentialsPending, .conflict, .busy, .notFound,
            .timeout,
        ]
        let index = Int(number) - 1
        self = classes.indices.contains(index) ? classes[index] : .refused
    }
}

extension Failure {
    fileprivate static func foreignFact(_ name: String) -> Failure {
        Failure(
            .refused, "the plugin gave the fact `\(name)`, which is not among the step's `gives`",
            remedy: "report it to the plugin's author")
    }

    fileprivate static func unreadableFact(_ name: String) -> Failure {
        Failure(
            .refused,
            "the plugin gave the fact `\(name)` a value that is no text in UTF-8, not JSON, or too long",
            remedy: "report it to the plugin's author")
    }
}
