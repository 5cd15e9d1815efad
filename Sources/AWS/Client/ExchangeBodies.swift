import HTTP

/// What a request and its reply said, for a person who debugs: without headers, and without secrets.
package struct ExchangeBodies: Sendable {
    /// How much of each is shown, in bytes.
    package static let shown = 4096
    /// How much of each is kept.
    private static let kept = 4 * shown

    private let request: QuotedBody
    private let reply: QuotedBody?
    private let secrets: KnownSecrets

    init(
        _ request: HTTPRequest, _ response: HTTPResponse?, of operation: String,
        hiding secrets: KnownSecrets
    ) {
        self.request = QuotedBody(request.body, of: operation, limit: ExchangeBodies.kept)
        reply = response.map { QuotedBody($0.body, of: operation, limit: ExchangeBodies.kept) }
        self.secrets = secrets
    }

    /// The request's lines after `> `, the reply's after `< `; empty bodies have none.
    ///
    /// What has become known as a secret since the exchange is hidden too.
    package var lines: [String] {
        let secrets = secrets.now
        return request.lines(upTo: ExchangeBodies.shown, hiding: secrets).map { "> " + $0 }
            + (reply?.lines(upTo: ExchangeBodies.shown, hiding: secrets) ?? []).map { "< " + $0 }
    }
}

extension ExchangeBodies: CustomStringConvertible, CustomReflectable {
    /// Nothing of what it says.
    package var description: String { "bodies of a request and its reply" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
