import Bytes
import JSON

/// What in a document waits until cloud-init has ended.
///
/// cloud-init ends when user-data has. Where user-data in turn waits for the document, neither goes on.
enum CloudInitWait: Equatable {
    /// Something waits, as it is written there.
    case waits(String)
    /// Nothing does in the document itself; it runs these others, by name or ARN.
    case runs([String])

    /// How much of a script is shown.
    private static let shown = 80

    /// Looks through what a document says in JSON; nil for a text that is none.
    init?(in content: String) {
        guard let value = try? JSONParser.parse(Array(content.utf8)) else { return nil }
        var documents: [String] = []
        self = Self.wait(in: value, &documents).map { .waits($0) } ?? .runs(documents)
    }

    private static func wait(in value: JSONValue, _ documents: inout [String]) -> String? {
        switch value {
        case .string(let text): return text.lines().first(where: isWait)?.trimmed().beginning(shown)
        case .array(let items):
            for item in items {
                if let wait = wait(in: item, &documents) { return wait }
            }
        case .object(let members):
            // AWS-UpdateSSMAgent: the agent's own updater asks cloud-init, for ten minutes at most.
            if value["action"]?.string == updater || value[updater] != nil { return updater }
            if value["documentType"]?.string == "SSMDocument",
                let path = value["documentPath"]?.string
            {
                documents.append(path)
            }
            for member in members {
                if let wait = wait(in: member.value, &documents) { return wait }
            }
        case .null, .bool, .number: break
        }
        return nil
    }

    private static let updater = "aws:updateSsmAgent"

    /// Whether a line of a script waits: for cloud-init itself, for the file that it leaves in the end, or for
    /// all units, of which it is one.
    private static func isWait(_ line: String) -> Bool {
        guard let first = line.trimmed().utf8.first, first != UInt8(ascii: "#") else {
            return false
        }
        let words = line.words()
        let waits = words.contains { $0.begins(with: "--wait") || $0.begins(with: "-w") }
        return line.contains(bytes: "boot-finished")
            || waits && line.contains(bytes: "cloud-init status")
            || waits && line.contains(bytes: "is-system-running")
    }
}
