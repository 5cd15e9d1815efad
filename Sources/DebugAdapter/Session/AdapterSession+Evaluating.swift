import Bytes
import Debugger
import JSON
import Pipeline

extension AdapterSession {
    /// Evaluates a fact, a parameter or a text with `${…}`; at the console, runs a debugger's
    /// command.
    func evaluate(_ request: Request) async throws(AdapterProblem) {
        do throws(AdapterProblem) {
            try await answerOfEvaluating(request)
        } catch {
            throw error.unobtrusive
        }
    }

    private func answerOfEvaluating(_ request: Request) async throws(AdapterProblem) {
        let text = try request.arguments.text("expression")
        let isCommand =
            try request.arguments.optionalText("context") == "repl" && !text.begins(with: "${")
        guard isCommand else {
            return respond(to: request, try stopped.value(of: text))
        }
        let stopped = try stopped
        let command: SessionCommand?
        do throws(DebugProblem) {
            command = try CommandParser.command(text)
        } catch {
            // As at other debuggers' consoles, a name alone shows its value.
            let name = text.trimmed()
            guard stopped.knows(name) else { throw AdapterProblem(error) }
            return respond(to: request, try stopped.value(of: name))
        }
        guard let command else { return writer.respond(to: request, result([])) }
        try await perform(command, for: request)
    }

    /// Responds with a value; nil for a secret.
    private func respond(to request: Request, _ value: Value?) {
        writer.respond(
            to: request,
            .having([
                "result": .string(value?.json ?? PauseView.secret),
                "type": value.map { .string($0.plainType) },
                "variablesReference": .integer(0),
            ]))
    }

    private func perform(
        _ command: SessionCommand, for request: Request
    ) async throws(AdapterProblem) {
        let isChange = command.changesVariables && client?.knowsInvalidated == true
        let stands = await front.perform(.command(command)) { [self] answer in
            switch answer {
            case .refused(let problem):
                writer.refuse(request, AdapterProblem(problem).unobtrusive)
            case .said(let lines):
                writer.respond(to: request, result(lines))
                if isChange { writer.event("invalidated", ["areas": ["variables"]]) }
            case .goes(let lines):
                writer.respond(to: request, result(lines))
                writer.event(
                    "continued",
                    [
                        "threadId": .integer(AdapterSession.thread),
                        "allThreadsContinued": true,
                    ])
            case nil: writer.respond(to: request, result([]))
            }
        }
        guard stands else { throw notStopped }
    }

    private nonisolated func result(_ lines: [String]) -> JSONValue {
        [
            "result": .string(lines.joined(separator: "\n")),
            "variablesReference": .integer(0),
        ]
    }

    /// Changes a fact or a parameter of the step.
    func setVariable(_ request: Request) async throws(AdapterProblem) {
        let name = try request.arguments.text("name")
        let text = try request.arguments.text("value")
        let reference = try request.arguments.integer("variablesReference")
        let command: SessionCommand
        switch try stopped.scope(reference) {
        case .facts:
            guard let fact = FactName(name) else { throw .notChangeable(name) }
            command = .set(fact, text)
        case .parameters: command = .setParameter(name, text)
        case .step, nil: throw .notChangeable(name)
        }
        let stands = await front.perform(.command(command)) { [writer, front] answer in
            if case .refused(let problem) = answer {
                return writer.refuse(request, AdapterProblem(problem))
            }
            do throws(AdapterProblem) {
                guard let stopped = front.stoppedRun else { throw .isGone }
                let variable = try stopped.variable(named: name, in: reference)
                writer.respond(
                    to: request,
                    .having([
                        "value": variable["value"], "type": variable["type"],
                        "variablesReference": variable["variablesReference"],
                    ]))
            } catch {
                writer.refuse(request, error)
            }
        }
        guard stands else { throw notStopped }
    }
}

extension SessionCommand {
    fileprivate var changesVariables: Bool {
        switch self {
        case .set, .unset, .setParameter: true
        default: false
        }
    }
}
