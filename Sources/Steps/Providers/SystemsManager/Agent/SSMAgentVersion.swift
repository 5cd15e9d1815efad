import Bytes
import Numbers

/// A version of amazon-ssm-agent: `3.3.1611.0`.
struct SSMAgentVersion: Comparable {
    /// The oldest version whose files and behaviour have been observed.
    static let tried = SSMAgentVersion(numbers: [3, 3], text: "3.3")

    private let numbers: [Int]
    let text: String

    private init(numbers: [Int], text: String) {
        self.numbers = numbers
        self.text = text
    }

    /// Parses numbers with dots between them; nil for anything else.
    init?(_ text: String) {
        let parts = text.parts(at: ".").map {
            Int(decimal: String(decoding: $0.utf8, as: UTF8.self), in: 0...1_000_000)
        }
        let numbers = parts.compactMap { $0 }
        guard numbers.count == parts.count, numbers.count >= 2 else { return nil }
        self.init(numbers: numbers, text: text)
    }

    static func < (left: SSMAgentVersion, right: SSMAgentVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}
