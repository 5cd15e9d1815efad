import Bytes
import Debugger
import JSON
import Pipeline

extension AdapterSession {
    func answerOfLooking(_ request: Request) throws(AdapterProblem) {
        let stopped = try stopped
        switch request.command {
        case "stackTrace": try stackTrace(request, stopped)
        case "scopes":
            try stopped.check(frame: request.arguments.integer("frameId"))
            writer.respond(to: request, ["scopes": stopped.scopes])
        case "variables":
            let reference = try request.arguments.integer("variablesReference")
            writer.respond(to: request, ["variables": try stopped.variables(reference)])
        case "exceptionInfo":
            guard let failure = stopped.pause.point.failure else { throw .nothingFailed }
            writer.respond(
                to: request, failure.body(isFinal: stopped.pause.point == .failed(failure)))
        default: try completions(request, stopped)
        }
    }

    private func stackTrace(_ request: Request, _ stopped: StoppedRun) throws(AdapterProblem) {
        let step = stopped.pause.step
        let places = try run.places
        let place = step.location
        let frame = JSONValue.having([
            "id": .integer(stopped.frame),
            "name": .string("\(stopped.pause.point.words) \(step.id)"),
            "source": place.map { source($0.file, places) },
            "line": .integer(place.map(line) ?? 0),
            "column": .integer(place.map { client?.column($0.column) ?? $0.column } ?? 0),
            "canRestart": true,
        ])
        let isBeyond = try request.arguments.optionalInteger("startFrame") ?? 0 > 0
        writer.respond(
            to: request,
            ["stackFrames": .array(isBeyond ? [] : [frame]), "totalFrames": .integer(1)])
    }

    /// The completions of a command at the console.
    private func completions(_ request: Request, _ stopped: StoppedRun) throws(AdapterProblem) {
        let units = Array(try request.arguments.text("text").utf16)
        let first = client?.firstColumn ?? 1
        let cursor = min(max(0, try request.arguments.integer("column") - first), units.count)
        let line = String(decoding: units[..<cursor], as: UTF16.self)
        let word = line.parts(at: " ").last ?? ""
        let before = String(decoding: line.utf8.dropLast(word.utf8.count), as: UTF8.self)
        let words = Completion(stopped.pause).words(after: before, beginning: word)
        let length = word.utf16.count
        writer.respond(
            to: request,
            [
                "targets": .array(
                    words.map {
                        [
                            "label": .string($0), "start": .integer(cursor - length + first),
                            "length": .integer(length),
                        ]
                    })
            ])
    }
}

extension Failure {
    /// The body of the response to `exceptionInfo`.
    fileprivate func body(isFinal: Bool) -> JSONValue {
        let name = JSONValue.string(failureClass.rawValue)
        return [
            "exceptionId": name,
            "description": .string("\(message)\nwhat to do: \(remedy)"),
            "breakMode": isFinal ? "unhandled" : "always",
            "details": .having([
                "message": .string(message), "typeName": name,
                "stackTrace": details.isEmpty ? nil : .string(details.joined(separator: "\n")),
            ]),
        ]
    }
}
