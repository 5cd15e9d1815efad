import JSON
import Synchronization

/// Numbers the adapter's messages and writes them, one at a time.
///
/// The session, the run's events and the gate send messages from several tasks at once.
package final class MessageWriter: Sendable {
    private let write: @Sendable ([UInt8]) -> Void
    private let last = Mutex(0)

    /// Creates a writer from a function that writes bytes, called for one message at a time.
    package init(_ write: @escaping @Sendable ([UInt8]) -> Void) { self.write = write }

    /// Answers a request.
    func respond(to request: Request, _ body: JSONValue? = nil) {
        send("response", response(to: request, succeeded: true) + optional("body", body))
    }

    /// Refuses a request.
    func refuse(_ request: Request, _ problem: AdapterProblem) {
        send(
            "response",
            response(to: request, succeeded: false) + [
                // Not only the short form: Neovim shows this for errors that are not alerts.
                .init("message", .string(problem.text)),
                .init(
                    "body",
                    [
                        "error": [
                            "id": .integer(problem.id), "format": .string(problem.text),
                            "showUser": .bool(problem.isForPeople),
                        ]
                    ]),
            ])
    }

    func event(_ name: String, _ body: JSONValue? = nil) {
        send("event", [.init("event", .string(name))] + optional("body", body))
    }

    private func response(to request: Request, succeeded: Bool) -> [JSONValue.Member] {
        [
            .init("request_seq", .integer(request.number)),
            .init("success", .bool(succeeded)),
            .init("command", .string(request.command)),
        ]
    }

    private func optional(_ name: String, _ value: JSONValue?) -> [JSONValue.Member] {
        value.map { [.init(name, $0)] } ?? []
    }

    private func send(_ type: String, _ members: [JSONValue.Member]) {
        last.withLock { last in
            last += 1
            let message = JSONValue.object(
                [.init("seq", .integer(last)), .init("type", .string(type))] + members)
            let content = Array(message.text().utf8)
            write(Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content)
        }
    }
}
