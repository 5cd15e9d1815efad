import Pipeline

/// Makes spans of a run's events: one for the run, each step, each attempt and each request.
struct SpanRecorder {
    /// The place of the run's own span.
    let context: TraceContext
    /// Who runs what where, once the run has said so.
    private(set) var identity: RunIdentity?
    /// Spans for which there was no room.
    private(set) var dropped = 0
    private var finished: [Span] = []
    private var root: Span
    private var step: (id: String, span: Span)?
    private var attempt: Span?
    /// By step.
    private var kinds: [String: String] = [:]
    private let origin: Moment
    private var last: Duration

    /// What a long run is cut off at: some megabytes.
    private static let mostSpans = 2048

    /// Begins with the first event.
    ///
    /// - Parameters:
    ///   - context: the place of the run's own span.
    ///   - parent: what the run is part of; nil for a trace of its own.
    ///   - event: the first of the run.
    init(_ context: TraceContext, below parent: TraceContext?, _ event: Event) {
        self.context = context
        origin = event.time
        last = event.time.elapsed
        root = Span(
            parent: parent?.spanID, "enlist", id: context.spanID, begin: last,
            attributes: Attributes([("enlist.run", .string(event.run))]))
    }

    /// Every span, those under way ended by the last event; the run's own first.
    var spans: [Span] {
        ([root] + finished + [step?.span, attempt].compactMap(\.self)).map { span in
            var span = span
            span.end = span.end ?? last
            return span
        }
    }

    /// The place of what the run does now, for its children.
    var current: TraceContext {
        context.at(span: (attempt ?? step?.span ?? root).id)
    }

    /// Nanoseconds since 1970 of a moment on the time source's clock.
    ///
    /// Counted from the first event, so that a clock that is set meanwhile bends no span.
    func nanoseconds(_ time: Duration) -> Int {
        let since = origin.sinceEpoch + (time - origin.elapsed)
        let (seconds, attoseconds) = since.components
        return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    }

    /// Says that the run resumes another one.
    mutating func link(to earlier: TraceContext) { root.links.append(earlier) }

    /// Takes the next event of the run.
    mutating func add(_ event: Event) {
        let now = event.time.elapsed
        last = now
        switch event.body {
        case .runIdentified(let identity): self.identity = identity
        case .runStarted(let plan): begin(plan)
        case .runResumed(let plan, let done, let reason):
            begin(plan)
            root.attributes.set("enlist.resumed.steps_done", .integer(done))
            root.attributes.set("enlist.resumed.reason", reason.map(Value.string))
        case .attemptStarted: begin(event, at: now)
        case .attemptSucceeded: endAttempt(at: now)
        case .attemptFailed(let failure, _): endAttempt(at: now, failure)
        case .attemptInterrupted: endAttempt(at: now, error: "interrupted")
        case .rebootNeeded(let reason):
            note("reboot-needed", at: now, [("reason", .string(reason))])
            endAttempt(at: now)
        case .alreadyDone: attempt?.attributes.set("enlist.already_done", .boolean(true))
        case .retrying(let delay, let reason):
            note("retrying", at: now, [delay.waited, ("class", .string(reason.rawValue))])
        case .rewinding(let target, let delay, let reason):
            note(
                "rewinding", at: now,
                [
                    ("to", .string(target)), delay.waited,
                    ("class", reason.map { .string($0.rawValue) }),
                ])
            endStep(at: now)
        case .waiting(let delay, let reason):
            note("waiting", at: now, [delay.waited, ("reason", .string(reason))])
        case .stepSucceeded: endStep(at: now)
        case .stepFailed(let failure, _, let runGoesOn, _):
            step?.span.attributes.set("enlist.run_goes_on", runGoesOn ? .boolean(true) : nil)
            endStep(at: now, failure)
        case .stepSkipped(let reason):
            if event.step == step?.id {
                step?.span.attributes.set("enlist.skipped", .boolean(true))
                endStep(at: now)
            } else {
                root.add(
                    "skipped", at: now,
                    Attributes([
                        ("enlist.step", event.step.map(Value.string)),
                        ("reason", reason.map(Value.string)),
                    ]))
            }
        case .revertStarted:
            endStep(at: now)
            let id = event.step ?? ""
            step = (id, Span(parent: root.id, "revert \(id)", begin: now, attributes: names(id)))
        case .revertSucceeded: endStep(at: now)
        case .revertFailed(let failure, _): endStep(at: now, failure)
        case .warning(let message):
            note("warning", at: now, [("message", .string(message))], beside: event.beside)
        case .activity(Event.Body.requestActivity, let fields): request(event, fields)
        case .activity(Event.Body.requestRetryActivity, let fields):
            note(
                "request-retry", at: now, fields.sorted { $0.key < $1.key }.map { ($0, $1) },
                beside: event.beside)
        case .preparationFailed(let failure): finish(at: now, failure, "failed")
        case .runFinished(let outcome, _):
            endStep(at: now)
            let (step, failure) = outcome.failure.map { ($0, $1) } ?? (nil, nil)
            root.attributes.set("enlist.failed_step", step.map(Value.string))
            finish(at: now, failure, outcome.name)
        case .factChanged, .parameterChanged, .recorded, .note, .output, .activity: break
        }
    }

    private mutating func begin(_ plan: PlanRecord) {
        root.attributes.set("enlist.pipeline", .string(plan.pipeline))
        kinds = Dictionary(
            plan.steps.map { ($0.id, $0.kind) }, uniquingKeysWith: { first, _ in first })
    }

    private func names(_ step: String) -> Attributes {
        Attributes([
            ("enlist.step", .string(step)), ("enlist.kind", kinds[step].map(Value.string)),
        ])
    }

    private mutating func begin(_ event: Event, at now: Duration) {
        let id = event.step ?? ""
        if step?.id != id {
            endStep(at: now)
            step = (id, Span(parent: root.id, id, begin: now, attributes: names(id)))
        }
        endAttempt(at: now)
        var attributes = names(id)
        attributes.set("enlist.attempt", event.attempt.map(Value.integer))
        attempt = Span(
            parent: step?.span.id, "\(id) attempt \(event.attempt ?? 1)", begin: now,
            attributes: attributes)
    }

    private mutating func endAttempt(
        at now: Duration, _ failure: Failure? = nil, error: String? = nil
    ) {
        guard var span = attempt else { return }
        attempt = nil
        span.end = now
        span.error = failure?.message ?? error
        span.attributes.set("error.type", failure.map { .string($0.failureClass.rawValue) })
        keep(span)
    }

    private mutating func endStep(at now: Duration, _ failure: Failure? = nil) {
        endAttempt(at: now)
        guard var (_, span) = step else { return }
        step = nil
        span.end = now
        span.error = failure?.message
        span.attributes.set("error.type", failure.map { .string($0.failureClass.rawValue) })
        keep(span)
    }

    private mutating func finish(at now: Duration, _ failure: Failure?, _ outcome: String) {
        root.end = now
        root.error = failure?.message
        root.attributes.set("enlist.outcome", .string(outcome))
        root.attributes.set("error.type", failure.map { .string($0.failureClass.rawValue) })
    }

    /// Adds an event to what is under way.
    private mutating func note(
        _ name: String, at now: Duration, _ attributes: [(String, Value?)], beside: String? = nil
    ) {
        let attributes = Attributes(attributes)
        if beside == nil, attempt != nil {
            attempt?.add(name, at: now, attributes)
        } else if beside == nil, step != nil {
            step?.span.add(name, at: now, attributes)
        } else {
            root.add(name, at: now, attributes)
        }
    }

    /// A request, of which events tell when it has ended.
    private mutating func request(_ event: Event, _ fields: [String: Value]) {
        let service = fields.text("service")
        let operation = fields.text("operation")
        let end = event.time.elapsed
        let parent = event.beside == nil ? attempt ?? step?.span ?? root : root
        var span = Span(
            parent: parent.id, "\(service).\(operation)", .client,
            begin: end - fields.duration("duration"),
            attributes: Attributes([
                ("rpc.system", .string("aws-api")), ("rpc.service", .string(service)),
                ("rpc.method", .string(operation)), ("server.address", fields["endpoint"]),
                ("http.response.status_code", fields["status"]),
                ("aws.request_id", fields["request-id"]), ("enlist.try", fields["try"]),
                ("error.type", fields["error"]),
            ]))
        span.end = end
        if case .string(let error)? = fields["error"] { span.error = error }
        keep(span)
    }

    private mutating func keep(_ span: Span) {
        guard finished.count < SpanRecorder.mostSpans else {
            dropped += 1
            return
        }
        finished.append(span)
    }
}

extension Duration {
    fileprivate var waited: (String, Value?) { ("delay", .number(seconds)) }
}
