package import Foundation

/// A message that waits for a real agent, or that it was handed and has not acknowledged.
package struct AgentMail: Sendable, Equatable {
    package let id: String
    package let topic: String
    package let payload: JSONValue
    package let createdAt: Date
    /// When it was handed out last: it comes again if it is not acknowledged in time.
    package var handedAt: Date?

    /// From when on it is handed out to one who asks.
    func due(patience: Double) -> Date { handedAt.map { $0 + patience } ?? createdAt }

    /// The shape `Message` of API 2015-06-19.
    func json(for instance: String) -> JSONValue {
        let text = String(decoding: payload.text(), as: UTF8.self)
        return [
            "MessageId": .string(id), "Destination": .string(instance), "Topic": .string(topic),
            "CreatedDate": .string(Timestamp.iso8601(createdAt)), "Payload": .string(text),
            "PayloadDigest": .string(SHA256.hex(SHA256.digest(text.utf8))),
        ]
    }
}
