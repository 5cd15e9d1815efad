package import Foundation

/// A message for a real agent, which has not got or not acknowledged it.
package struct AgentMail: Sendable, Equatable {
    package let id: String
    package let topic: String
    package let payload: JSONValue
    package let createdAt: Date
    /// When it was last delivered: it is delivered again if it is not acknowledged in time.
    package var handedAt: Date?

    /// The time from which it may be delivered.
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
