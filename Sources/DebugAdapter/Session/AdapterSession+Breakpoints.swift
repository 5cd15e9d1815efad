import Debugger
import JSON
import Pipeline

extension AdapterSession {
    func answerOfBreakpoints(_ request: Request) throws(AdapterProblem) {
        switch request.command {
        case "setBreakpoints": try setBreakpoints(request)
        case "setExceptionBreakpoints": try setExceptionBreakpoints(request)
        default: try breakpointLocations(request)
        }
    }

    /// A breakpoint that the client wants.
    private enum Wanted {
        case good(PlannedStep, Breakpoint.Limits, at: SourceLocation)
        /// Why there can be none.
        case bad(String)
    }

    private func setBreakpoints(_ request: Request) throws(AdapterProblem) {
        let launched = try run
        guard let source = request["source"] else { throw .argument("source", "a source") }
        var wanted: [Wanted] = []
        for entry in try request.arguments.optionalList("breakpoints") ?? [] {
            guard let line = entry["line"]?.integer else { throw .argument("line", "an integer") }
            wanted.append(self.wanted(entry, at: line, in: source, launched))
        }
        let good = wanted.compactMap { wanted in
            guard case .good(let step, let limits, _) = wanted else {
                return nil as (place: Breakpoint.Place, limits: Breakpoint.Limits)?
            }
            return (.before(step.id), limits)
        }
        let owner = source["path"]?.string ?? source["name"]?.string ?? ""
        var set = launched.run.gate.withSession { session in
            session.setBreakpoints(of: owner, to: good)
        }[...]
        let answers = wanted.map { wanted in
            switch wanted {
            case .bad(let reason):
                return JSONValue.having([
                    "id": .integer(unverifiedNumber()), "verified": false,
                    "message": .string(reason),
                ])
            case .good(_, _, let location):
                return .having([
                    "id": set.popFirst().map { .integer($0.number) }, "verified": true,
                    "source": launched.places.source(location.file),
                    "line": .integer(line(location)),
                ])
            }
        }
        writer.respond(to: request, ["breakpoints": .array(answers)])
    }

    private func wanted(
        _ entry: JSONValue, at line: Int, in source: JSONValue, _ launched: Launched
    ) -> Wanted {
        let own = client?.ownLine(line) ?? line
        let step: PlannedStep
        let location: SourceLocation
        switch launched.places.content(at: own, in: source) {
        case nil: return .bad("no step of this run stands in this file")
        case .absent(let absent): return .bad(absent.sentence)
        case .step(let found, at: let place): (step, location) = (found, place)
        }
        var limits = Breakpoint.Limits()
        func text(_ name: String) -> String? {
            entry[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let hits = text("hitCondition") {
            limits.hits = HitCount(hits)
            if limits.hits == nil { return .bad(AdapterProblem.badHitCondition(hits).text) }
        }
        do {
            limits.condition = try text("condition").map(launched.run.condition)
            limits.message = try text("logMessage").map { try Template($0) }
        } catch let problem as DebugProblem {
            return .bad("\(problem.message); \(problem.remedy)")
        } catch let malformed as Template.Malformed {
            return .bad("\(malformed.reason); write a fact as ${name}")
        } catch {
            return .bad("\(error)")
        }
        return .good(step, limits, at: location)
    }

    private func setExceptionBreakpoints(_ request: Request) throws(AdapterProblem) {
        let gate = try run.run.gate
        var places: [(place: Breakpoint.Place, limits: Breakpoint.Limits)] = []
        var stopsAtFailures = false
        for filter in try request.arguments.optionalList("filters") ?? [] {
            let name = filter.string ?? ""
            if name == Capabilities.failed {
                stopsAtFailures = true
            } else if name == Capabilities.attempt {
                places.append((.failure, .init()))
            } else if let failureClass = FailureClass(rawValue: name) {
                places.append((.failureClass(failureClass), .init()))
            } else {
                throw .argument("filters", "a list of filters that `initialize` has named")
            }
        }
        gate.withSession { session in
            session.stopsAtFailures = stopsAtFailures
            _ = session.setBreakpoints(of: "failures", to: places)
        }
        writer.respond(to: request, [:])
    }

    private func breakpointLocations(_ request: Request) throws(AdapterProblem) {
        let places = try run.places
        guard let source = request["source"] else { throw .argument("source", "a source") }
        let first = try request.arguments.integer("line")
        let last = try request.arguments.optionalInteger("endLine") ?? first
        let own = (client?.ownLine(first) ?? first, client?.ownLine(last) ?? last)
        writer.respond(
            to: request,
            [
                "breakpoints": .array(
                    places.lines(in: source, from: own.0, to: own.1).map {
                        ["line": .integer(line($0))]
                    })
            ])
    }

    /// A place's line, as the client counts.
    func line(_ location: SourceLocation) -> Int { client?.line(location.line) ?? location.line }
}

extension AbsentStep {
    /// Why no run stops there.
    fileprivate var sentence: String {
        func place(_ location: SourceLocation?) -> String { location.map { " (\($0))" } ?? "" }
        return switch reason {
        case .removed(let location):
            "`\(id)` is not in this run: a change removes it\(place(location))"
        case .replaced(let other, let location):
            "`\(id)` is not in this run: a change puts `\(other)` in its place\(place(location))"
        }
    }
}
