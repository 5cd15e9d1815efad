package import AWS
package import Pipeline

/// Emits an event for every request to a service.
package struct RequestEvents: RequestObserver {
    /// Stores the content of a request and its reply for a person who debugs; no event has it.
    ///
    /// - Parameters:
    ///   - lines: gives the lines when they are to be shown.
    ///   - number: that of the request's event, which has been observed.
    package typealias Keeper =
        @Sendable (
            _ lines: @escaping @Sendable () -> [String], _ number: Int
        ) -> Void

    private let emitter: EventEmitter
    private let keeper: Keeper?

    /// Takes the emitter of the events; `keeper` is nil without a debugger.
    package init(emitter: EventEmitter, keeper: Keeper?) {
        self.emitter = emitter
        self.keeper = keeper
    }

    package var wantsBodies: Bool { keeper != nil }

    package func observe(_ exchange: RequestExchange) {
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
        let number = emitter.emit(.activity(Event.Body.requestActivity, fields))
        if let bodies = exchange.bodies { keeper?({ bodies.lines }, number) }
    }

    package func observe(_ pause: RequestPause) {
        emitter.emit(
            .activity(
                Event.Body.requestRetryActivity,
                [
                    "service": .string(pause.service), "operation": .string(pause.operation),
                    "try": .integer(pause.tryNumber), "reason": .string(pause.reason),
                    "delay": pause.length.inSeconds,
                ]))
    }

    package func observe(_ request: SlowRequest) {
        emitter.emit(
            .activity(
                Event.Body.slowRequestActivity,
                [
                    "service": .string(request.service),
                    "operation": .string(request.operation),
                    "try": .integer(request.tryNumber), "elapsed": request.elapsed.inSeconds,
                ]))
    }
}
