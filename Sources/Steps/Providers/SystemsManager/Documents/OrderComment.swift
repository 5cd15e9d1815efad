import Bytes
import Cryptography
import JSON
import Pipeline

/// The comment that Systems Manager keeps with a command: a checksum of what was ordered, and a
/// part that is unique to the command.
struct OrderComment: Sendable {
    private let beginning: String

    /// Takes what is ordered.
    ///
    /// - Throws: `CryptographyFailure`.
    init(
        document: String, version: String, parameters: [String: [String]]
    ) throws(CryptographyFailure) {
        let order: JSONValue = [
            "document": .string(document), "version": .string(version),
            "parameters": .object(
                parameters.sorted { $0.key < $1.key }.map { name, values in
                    .init(name, .array(values.map { .string($0) }))
                }),
        ]
        beginning = "enlist \(try SHA256.digits(of: Array(order.text().utf8)).beginning(16)) "
    }

    /// A comment that no other command has.
    func making(by random: any RandomSource) -> String {
        beginning
            + (0..<16).map { _ in String(Int(random.fraction() * 16), radix: 16) }.joined()
    }

    /// Whether a comment stands for the same order.
    func matches(_ comment: String?) -> Bool { comment?.begins(with: beginning) ?? false }
}
