package import Foundation

/// An HTTP request as it arrived.
package struct Request: Sendable {
    /// The port that received it: the services' endpoint, or the metadata service of one machine.
    package enum Entrance: Sendable, Equatable {
        case endpoint
        case metadata(instance: String)
    }

    package let entrance: Entrance
    package let method: String
    /// The path without its query, still percent-encoded.
    package let path: String
    package let query: String
    /// Names in lower case.
    package let headers: [String: String]
    package let body: Data
    /// The client's address and port: requests on one connection share it.
    package let connection: String

    package init(
        entrance: Entrance = .endpoint, method: String, path: String, query: String = "",
        headers: [String: String] = [:], body: Data = Data(), connection: String = ""
    ) {
        self.entrance = entrance
        self.method = method
        self.path = path
        self.query = query
        self.headers = Dictionary(
            headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { _, last in last })
        self.body = body
        self.connection = connection
    }

    /// The body as text; bytes that are not UTF-8 show as replacement characters.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
