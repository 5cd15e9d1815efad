import Bytes
import Pipeline

/// The name of a log group, as a parameter: letters, digits and `._/#-` (CloudWatch Logs,
/// CreateLogGroup).
struct LogGroupName: Sendable, Equatable {
    let text: String
}

extension LogGroupName: FactValue {
    static var shape: ValueShape {
        .matching(pattern: "^[A-Za-z0-9._/#-]{1,512}$", words: typeName)
    }
    static var typeName: String { "the name of a log group" }

    init?(_ value: Value) {
        guard case .string(let text) = value, (1...512).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "._/#-".utf8.contains($0) })
        else { return nil }
        self.init(text: text)
    }

    var value: Value { .string(text) }
}
