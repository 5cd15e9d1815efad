import AWS
import Debugger
import Pipeline
import Reporting

/// Makes an event of every request to a service.
struct RequestEvents: RequestObserver {
    let emitter: EventEmitter
    /// Keeps the bodies, for a person who debugs; they are in no event.
    let history: SessionHistory?

    var wantsBodies: Bool { history != nil }

    func observe(_ exchange: RequestExchange) {
        var fields: [String: Value] = [
            "service": .string(exchange.service),
            "operation": .string(exchange.operation),
            "endpoint": .string(exchange.endpoint),
            "try": .integer(exchange.tryNumber),
            "duration": exchange.duration.inSeconds,
        ]
        if let status = exchange.status { fields["status"] = .integer(status) }
        if let id = exchange.requestID { fields["request-id"] = .string(id) }
        if let error = exchange.error { fields["error"] = .string(error) }
        let number = emitter.emit(.activity(RunAccount.requestActivity, fields))
        if let bodies = exchange.bodies { history?.keep({ bodies.lines }, ofRequest: number) }
    }
}
