import Debugger
import JSON
import Pipeline

extension AdapterSession {
    func answerOfGoing(_ request: Request) async throws(AdapterProblem) {
        let stopped = try stopped
        switch request.command {
        case "continue": try await go(.continue, for: request, ["allThreadsContinued": true])
        // Steps are not nested, so stepping out leads to the next one.
        case "next", "stepOut": try await go(.next, for: request)
        case "stepIn": try await go(.step, for: request)
        case "restartFrame":
            try stopped.check(frame: request.arguments.integer("frameId"))
            guard stopped.pause.point != .before else {
                writer.respond(to: request, [:])
                writer.event("stopped", stopped.stop.body)
                return
            }
            try await go(.back(stopped.pause.step.id), for: request)
        default:
            let isOne = request.command == "stepBack"
            guard let target = try target(back: isOne, from: stopped.pause) else {
                throw .nothingBehind
            }
            try await go(.back(target), for: request)
        }
    }

    /// The step to go back to: the nearest one, or the nearest with a breakpoint, otherwise the
    /// first.
    private func target(
        back isOne: Bool, from pause: Pause
    ) throws(AdapterProblem) -> String? {
        let ids = pause.steps.map(\.id)
        let here = ids.firstIndex(of: pause.step.id) ?? 0
        let behind = ids.prefix(pause.point == .before ? here : here + 1)
        if isOne { return behind.last }
        let stops = try run.run.gate.withSession { $0.stepsWithBreakpoints }
        return behind.last(where: stops.contains) ?? behind.first
    }

    /// Lets the run continue; the response is written before it does.
    private func go(
        _ command: SessionCommand, for request: Request, _ body: JSONValue = [:]
    ) async throws(AdapterProblem) {
        let stands = await front.perform(.command(command)) { [writer, output] answer in
            switch answer {
            case .refused(let problem): writer.refuse(request, AdapterProblem(problem))
            case .said(let lines), .goes(let lines):
                writer.respond(to: request, body)
                output.show(lines)
            case nil: writer.respond(to: request, body)
            }
        }
        guard stands else { throw notStopped }
    }
}
