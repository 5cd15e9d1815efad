import HTTP
import Pipeline

/// Waits until a port, an HTTP answer or a file is there.
struct WaitFor: Step {
    let awaited: Awaited
    let every: Duration
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        var schedule = PollSchedule(every: every)
        var last: String?
        while true {
            do {
                switch try await awaited.look(host) {
                case .there(let sentence):
                    context.note(sentence)
                    return Facts()
                case .notYet(let sentence, let answer):
                    last = sentence
                    try await context.wait(
                        wait(after: answer, schedule.wait(context.random), context), for: sentence)
                }
            } catch is CancellationError {
                throw Failure.stillAbsent(awaited, last: last)
            }
        }
    }

    /// The wait before the next look: no shorter than the answer asks for, unless the attempt would
    /// end before that.
    private func wait(
        after answer: HTTPResponse?, _ planned: Duration, _ context: StepContext
    ) -> Duration {
        guard let asked = answer?.retryAfter(now: context.secondsSinceEpoch), asked > planned,
            context.endsAt.map({ context.time.now().elapsed + asked < $0 }) ?? true
        else { return planned }
        return asked
    }
}

extension WaitFor: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        switch try await awaited.look(host) {
        case .there(let sentence): .nothing(sentence)
        case .notYet(let sentence, _): .waits(for: sentence)
        }
    }
}

extension WaitFor {
    static let tcp = Parameter<HostAndPort?>("tcp", "a host and port that accept connections")
    static let http = Parameter<HTTPURL?>("http", "an http or https URL that answers").shown {
        .string(HTTPURL.shown($0.text))
    }
    static let status = Parameter<OneOrMore<Int>?>(
        "status", "the status of the answer, or several; by default any from 200 to 299",
        check: { $0.items.allSatisfy((100...599).contains) ? nil : "is not an HTTP status" })
    static let file = Parameter<MachinePath?>("file", "a file or folder that is there")
    static let every = Parameter<Duration>(
        "every", "the longest time between two attempts", default: .seconds(2),
        check: { $0 < .milliseconds(100) ? "is shorter than 100ms" : nil })

    /// The kind `wait-for`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "wait-for", summary: "Waits until a port, an answer or a file is there",
            parameters: [
                tcp.description, http.description, status.description, file.description,
                every.description,
            ],
            rules: [.exactlyOne(["tcp", "http", "file"]), .onlyWith("status", ["http"])],
            failures: [.refused], policy: Policy(retries: [], deadline: .seconds(300)),
            planText: { parameters in
                ["tcp", "http", "file"].lazy
                    .compactMap { name in
                        parameters[name].flatMap { $0 == .null ? nil : $0.text }
                    }
                    .first.map { "waits for \($0)" }
            }
        ) { arguments throws(Failure) in
            let awaited: Awaited
            if let place = try arguments.value(tcp) {
                awaited = .tcp(place)
            } else if let url = try arguments.value(http) {
                awaited = .http(url, try arguments.value(status)?.items ?? [])
            } else {
                awaited = .file(try arguments.value(file)?.text ?? "")
            }
            return WaitFor(
                awaited: awaited, every: try arguments.value(every), host: host)
        }
    }
}
