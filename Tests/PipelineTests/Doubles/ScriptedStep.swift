import Pipeline
import Synchronization

/// A step that does in each attempt what a test says.
struct ScriptedStep: Step {
    let script: Script
    let arguments: Arguments

    func run(in context: StepContext) async throws -> Facts {
        try await script.next(context, arguments)
    }
}

/// A step that a test can also undo.
struct RevertibleScriptedStep: Step, Revertible {
    let script: Script
    let arguments: Arguments
    let undo: @Sendable (StepContext) async throws -> Void

    func run(in context: StepContext) async throws -> Facts {
        try await script.next(context, arguments)
    }

    func revert(in context: StepContext) async throws { try await undo(context) }
}

/// What a step does, attempt by attempt; the last act is repeated.
final class Script: Sendable {
    typealias Act = @Sendable (StepContext, Arguments) async throws -> Facts

    private let acts: [Act]
    private let played = Mutex(0)

    init(_ acts: [Act]) { self.acts = acts }

    var count: Int { played.withLock { $0 } }

    func next(_ context: StepContext, _ arguments: Arguments) async throws -> Facts {
        let index = played.withLock { played in
            defer { played += 1 }
            return min(played, acts.count - 1)
        }
        return try await acts[index](context, arguments)
    }
}

/// Succeeds, giving the facts.
func give(_ facts: Facts = Facts()) -> Script.Act { { _, _ in facts } }

/// Fails with a class.
func fail(_ failureClass: FailureClass, retryAfter: Duration? = nil) -> Script.Act {
    { _, _ in
        throw Failure(
            failureClass, "it went wrong", remedy: "mend it", retryAfter: retryAfter)
    }
}

/// Works for a while, or until the attempt is cancelled because its time is up.
func work(_ duration: Duration, on time: VirtualTime) -> Script.Act {
    { context, _ in
        let end = time.elapsed + duration
        time.advance(to: min(end, context.endsAt ?? end))
        if let endsAt = context.endsAt, endsAt <= end {
            // The alarm rings now; sleeping for an hour only waits for its cancellation.
            try await Task.sleep(for: .seconds(3600))
        }
        return Facts()
    }
}

extension Facts {
    /// Facts from names and values, for tests.
    init(named values: [String: Value]) {
        self.init()
        for (name, value) in values {
            if let name = FactName(name) { self[name] = value }
        }
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
