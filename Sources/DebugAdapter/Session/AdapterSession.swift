import Debugger
import JSON
import Pipeline

/// One editor's session, from `initialize` to `disconnect`: answers its requests, one at a time.
package actor AdapterSession {
    let writer: MessageWriter
    let output: RunOutput
    let front: AdapterFront
    private let launcher: any RunLauncher
    private let token: String?

    private(set) var client: Client?
    private var launched: Launched?
    private var task: Task<Void, Never>?
    /// The exit status of the run; nil until it has ended.
    private var exitStatus: Int?
    /// Whether the client has ended the session before the run began.
    private var isCancelled = false
    /// The client's names for the run's files.
    var names = SourceNames()
    /// The id of the last breakpoint that could not be set; these are negative, the others
    /// positive.
    private var lastUnverified = 0

    /// A run with the places of its steps.
    struct Launched {
        let run: any LaunchableRun
        let places: SourcePlaces
    }

    /// The only thread: a run does one step at a time.
    static let thread = 1

    /// Creates a session.
    ///
    /// - Parameters:
    ///   - writer: where its responses go.
    ///   - launcher: starts the run.
    ///   - token: the token that `launch` must contain; nil if the connection itself is trusted.
    package init(_ writer: MessageWriter, launcher: any RunLauncher, token: String? = nil) {
        self.writer = writer
        self.launcher = launcher
        self.token = token
        let output = RunOutput(writer: writer)
        self.output = output
        front = AdapterFront(output) { stop in
            writer.event("stopped", stop.body)
            output.show(stop.remarks, as: .stderr)
            // An event has reported the failure, but not what can be done about it.
            output.show(PauseText(stop).advice)
        }
    }

    /// Whether the client has proved that it may launch a run.
    package var isLaunched: Bool { launched != nil }

    /// Answers a request.
    ///
    /// - Returns: whether the session continues.
    package func handle(_ request: Request) async -> Bool {
        do throws(AdapterProblem) {
            try await answer(request)
            return request.command != "disconnect"
        } catch {
            writer.refuse(request, error)
            return error != .wrongToken
        }
    }

    /// Ends the session after the client is gone: a run that still continues is interrupted, so
    /// that it can be resumed.
    package func end() async {
        if await !front.perform(.end, tell: { _ in }) { task?.cancel() }
        await task?.value
    }

    private func answer(_ request: Request) async throws(AdapterProblem) {
        guard
            (client == nil) == (request.command == "initialize") || request.command == "disconnect"
        else { throw .needsInitialize }
        switch request.command {
        case "initialize":
            client = try Client(request)
            writer.respond(to: request, Capabilities.body)
        case "launch": try await launch(request)
        case "attach": throw .onlyLaunches
        case "configurationDone": try begin(request)
        case "disconnect": try await disconnect(request)
        case "terminate": terminate(request)
        case "setBreakpoints", "setExceptionBreakpoints", "breakpointLocations":
            try answerOfBreakpoints(request)
        case "threads":
            writer.respond(
                to: request,
                [
                    "threads": [
                        [
                            "id": .integer(AdapterSession.thread),
                            "name": .string(launched?.run.plan.name ?? "run"),
                        ]
                    ]
                ])
        case "source": try source(request)
        case "pause":
            let gate = try run.run.gate
            guard exitStatus == nil else { throw notStopped }
            writer.respond(to: request, [:])
            _ = gate.stopSoon()
        case "continue", "next", "stepIn", "stepOut", "stepBack", "reverseContinue",
            "restartFrame":
            try await answerOfGoing(request)
        case "stackTrace", "scopes", "variables", "exceptionInfo", "completions":
            try answerOfLooking(request)
        case "setVariable": try await setVariable(request)
        case "evaluate": try await evaluate(request)
        default: throw .unknown(request.command)
        }
    }

    var run: Launched {
        get throws(AdapterProblem) {
            guard let launched else { throw .notLaunched }
            return launched
        }
    }

    /// The stopped run.
    var stopped: StoppedRun {
        get throws(AdapterProblem) {
            _ = try run
            guard let stopped = front.stoppedRun else { throw notStopped }
            return stopped
        }
    }

    /// Why nothing can be asked of a run that does not stand.
    var notStopped: AdapterProblem { exitStatus.map(AdapterProblem.runHasEnded) ?? .goesOn }

    func unverifiedNumber() -> Int {
        lastUnverified -= 1
        return lastUnverified
    }

    // MARK: A run's beginning and end

    private func launch(_ request: Request) async throws(AdapterProblem) {
        if let token {
            let given = try request.arguments.optionalText("token") ?? ""
            guard given.isSame(as: token) else { throw .wrongToken }
        }
        guard launched == nil else { throw .launchedBefore }
        guard !isCancelled else { throw .hasEnded }
        names.note(request["pipeline"]?.string)
        let run = try await launcher.prepare(request, front: front, output: output)
        launched = Launched(
            run: run,
            places: SourcePlaces(run.plan.steps, absent: run.plan.absent) {
                run.text(of: $0) != nil
            })
        writer.respond(to: request, [:])
        writer.event("initialized", [:])
    }

    private func begin(_ request: Request) throws(AdapterProblem) {
        let run = try run.run
        guard !isCancelled else { throw .hasEnded }
        guard task == nil else { throw .begunBefore }
        writer.respond(to: request, [:])
        writer.event(
            "thread", ["reason": "started", "threadId": .integer(AdapterSession.thread)])
        task = Task { [writer] in
            let status = await run.run()
            exitStatus = status
            writer.event("exited", ["exitCode": .integer(status)])
            writer.event("terminated", [:])
        }
    }

    /// Ends the run; if it has not begun, it never will.
    private func terminate(_ request: Request) {
        writer.respond(to: request, [:])
        guard task == nil else {
            // Not awaited: the results are events.
            Task { await end() }
            return
        }
        guard !isCancelled else { return }
        isCancelled = true
        writer.event("terminated", [:])
    }

    private func disconnect(_ request: Request) async throws(AdapterProblem) {
        let goesOn = request["terminateDebuggee"] == false
        if goesOn, let launched {
            launched.run.gate.withSession { $0.detach() }
            _ = await front.perform(.command(.detach)) { _ in }
        } else {
            await end()
        }
        writer.respond(to: request, [:])
    }

    /// Waits for the end of a run that continues without the client.
    package func waitForRun() async { await task?.value }

    private func source(_ request: Request) throws(AdapterProblem) {
        let run = try run
        let named = request["source"]?["sourceReference"]?.integer
        let given = try request.arguments.optionalInteger("sourceReference")
        let reference = named ?? given ?? 0
        guard let file = run.places.file(reference), let text = run.run.text(of: file) else {
            throw .argument("sourceReference", "one that a stack frame has named")
        }
        writer.respond(
            to: request, ["content": .string(text), "mimeType": "application/yaml"])
    }
}

extension String {
    /// Compares two secrets in a time that does not reveal where they differ.
    fileprivate func isSame(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return zip(utf8, other.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Stop {
    /// The body of the event `stopped`.
    var body: JSONValue {
        let failure = pause.point.failure
        let reason =
            switch cause {
            case .entry: "entry"
            case .request: "pause"
            case .failure: "exception"
            case .breakpoint: failure == nil ? "breakpoint" : "exception"
            case .step: failure == nil ? "step" : "exception"
            }
        let numbers = breakpoints.map { JSONValue.integer($0.number) }
        return .having([
            "reason": .string(reason),
            "description": .string("stopped \(pause.point.words) \(pause.step.id)"),
            "text": (failure.map { "\($0.failureClass.rawValue): \($0.message)" })
                .map(JSONValue.string),
            "threadId": .integer(AdapterSession.thread),
            "allThreadsStopped": true,
            "hitBreakpointIds": numbers.isEmpty ? nil : .array(numbers),
        ])
    }
}
