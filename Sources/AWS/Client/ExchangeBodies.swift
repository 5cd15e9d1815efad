import HTTP

/// The bodies of a request and its reply, for a person who debugs: without headers and secrets.
package struct ExchangeBodies: Sendable {
    /// The limit in bytes for what is shown of each.
    package static let shown = 4096
    /// The limit in bytes for what is stored of each.
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
    /// Secrets that have become known since the exchange are hidden too.
    package var lines: [String] {
        let secrets = secrets.now
        return request.lines(upTo: ExchangeBodies.shown, hiding: secrets).map { "> " + $0 }
            + (reply?.lines(upTo: ExchangeBodies.shown, hiding: secrets) ?? []).map { "< " + $0 }
    }
}

extension ExchangeBodies: CustomStringConvertible, CustomReflectable {
    /// A description without any content.
    package var description: String { "bodies of a request and its reply" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
