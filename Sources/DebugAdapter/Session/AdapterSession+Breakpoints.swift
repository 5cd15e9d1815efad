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

    /// A breakpoint that the client requests.
    private enum Wanted {
        case good(PlannedStep, Breakpoint.Limits, at: SourceLocation, column: Bool)
        /// The reason why it is impossible.
        case bad(String)
    }

    private func setBreakpoints(_ request: Request) throws(AdapterProblem) {
        let launched = try run
        guard let source = request["source"] else { throw .argument("source", "a source") }
        names.note(source["path"]?.string)
        let file = launched.places.file(of: source)
        var wanted: [Wanted] = []
        for entry in try entries(request) {
            guard let line = entry["line"]?.integer else { throw .argument("line", "an integer") }
            var column: Int?
            if let given = entry["column"], given != .null {
                guard let number = given.integer else { throw .argument("column", "an integer") }
                column = number
            }
            wanted.append(self.wanted(entry, at: line, column, in: file, launched))
        }
        let good = wanted.compactMap { wanted in
            guard case .good(let step, let limits, _, _) = wanted else {
                return nil as (place: Breakpoint.Place, limits: Breakpoint.Limits)?
            }
            return (.before(step.id), limits)
        }
        let owner = file?.owner ?? ""
        var set = launched.run.gate.withSession { session in
            session.setBreakpoints(of: owner, to: good)
        }[...]
        let answers = wanted.map { wanted in
            switch wanted {
            case .bad(let reason): return unverified(reason)
            case .good(_, _, let location, let showsColumn):
                return .having([
                    "id": set.popFirst().map { .integer($0.number) }, "verified": true,
                    "source": self.source(location.file, launched.places),
                    "line": .integer(line(location)),
                    "column": showsColumn ? .integer(column(location)) : nil,
                ])
            }
        }
        writer.respond(to: request, ["breakpoints": .array(answers)])
    }

    /// The breakpoints that a client requests for a file; older clients send only their lines.
    private func entries(_ request: Request) throws(AdapterProblem) -> [JSONValue] {
        if let entries = try request.arguments.optionalList("breakpoints") { return entries }
        return try request.arguments.optionalList("lines")?.map { ["line": $0] } ?? []
    }

    /// A breakpoint that cannot be set.
    private func unverified(_ reason: String) -> JSONValue {
        [
            "id": .integer(unverifiedNumber()), "verified": false, "message": .string(reason),
        ]
    }

    private func wanted(
        _ entry: JSONValue, at line: Int, _ column: Int?, in file: SourcePlaces.File?,
        _ launched: Launched
    ) -> Wanted {
        let target = file.flatMap { file in
            launched.places.target(
                at: client?.ownLine(line) ?? line,
                column: column.map { client?.ownColumn($0) ?? $0 }, in: file)
        }
        guard let target else { return .bad("no step of this run stands in this file") }
        let step: PlannedStep
        switch target.content {
        case .absent(let absent): return .bad(absent.sentence)
        case .step(let found): step = found
        }
        func text(_ name: String) -> String? {
            entry[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        do throws(AdapterProblem) {
            let limits = try BreakpointLimits(launched.run, at: front.stoppedRun?.pause).read(
                condition: text("condition"), hits: text("hitCondition"),
                message: text("logMessage"))
            return .good(
                step, limits, at: target.location, column: column != nil || target.sharesLine)
        } catch {
            return .bad(error.text)
        }
    }

    private func breakpointLocations(_ request: Request) throws(AdapterProblem) {
        let places = try run.places
        guard let source = request["source"] else { throw .argument("source", "a source") }
        names.note(source["path"]?.string)
        let line = try request.arguments.integer("line")
        let endLine = try request.arguments.optionalInteger("endLine") ?? line
        let column = try request.arguments.optionalInteger("column")
        let endColumn = try request.arguments.optionalInteger("endColumn")
        func own(_ line: Int, _ column: Int?, or standard: Int) -> (line: Int, column: Int) {
            (
                client?.ownLine(line) ?? line,
                column.map { client?.ownColumn($0) ?? $0 } ?? standard
            )
        }
        let found = places.file(of: source).map { file in
            places.locations(
                in: file, from: own(line, column, or: 0), to: own(endLine, endColumn, or: .max))
        }
        writer.respond(
            to: request,
            [
                "breakpoints": .array(
                    (found ?? []).map { location in
                        [
                            "line": .integer(self.line(location)),
                            "column": .integer(self.column(location)),
                        ]
                    })
            ])
    }

    // MARK: Failures

    private func setExceptionBreakpoints(_ request: Request) throws(AdapterProblem) {
        let launched = try run
        var filters: [(filter: FailureFilter, condition: String?)] = []
        for name in try request.arguments.optionalList("filters") ?? [] {
            filters.append((try FailureFilter(name, of: "filters"), nil))
        }
        for option in try request.arguments.optionalList("filterOptions") ?? [] {
            let filter = try FailureFilter(option["filterId"], of: "filterOptions")
            let condition = option["condition"]?.string
            filters.append((filter, condition.flatMap { $0.isEmpty ? nil : $0 }))
        }
        var stopsAtFailures = false
        var places: [(place: Breakpoint.Place, limits: Breakpoint.Limits)] = []
        var problems: [AdapterProblem?] = []
        for (filter, condition) in filters {
            do throws(AdapterProblem) {
                let limits = try BreakpointLimits(launched.run, at: front.stoppedRun?.pause).read(
                    condition: condition)
                if filter == .failed, condition == nil {
                    stopsAtFailures = true
                } else {
                    places.append((filter.place, limits))
                }
                problems.append(nil)
            } catch {
                problems.append(error)
            }
        }
        launched.run.gate.withSession { [stopsAtFailures, places] session in
            session.stopsAtFailures = stopsAtFailures
            _ = session.setBreakpoints(of: "failures", to: places)
        }
        writer.respond(
            to: request,
            [
                "breakpoints": .array(
                    problems.map { $0.map { unverified($0.text) } ?? ["verified": true] })
            ])
    }

    // MARK: Places as the client has them

    /// A file of the run in the protocol's form.
    func source(_ file: String, _ places: SourcePlaces) -> JSONValue {
        if let number = places.reference(of: file) {
            return ["name": .string(file), "sourceReference": .integer(number)]
        }
        return names.source(file, usesURIs: client?.usesURIs == true)
    }

    /// A place's line, in the client's counting.
    func line(_ location: SourceLocation) -> Int { client?.line(location.line) ?? location.line }

    /// A place's column, in the client's counting.
    func column(_ location: SourceLocation) -> Int {
        client?.column(location.column) ?? location.column
    }
}

extension AbsentStep {
    /// Why a run never stops there.
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
