import Bytes
import JSON

/// Whether a document waits until cloud-init has ended.
///
/// cloud-init ends after user-data. If user-data in turn waits for the document, that is a
/// deadlock.
enum CloudInitWait: Equatable {
    /// Something waits, as it is written there.
    case waits(String)
    /// The document itself does not wait; it runs these others, by name or ARN.
    case runs([String])

    /// The length of a script in messages.
    private static let shown = 80

    /// Searches a document's JSON; nil if the text is not JSON.
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
            // AWS-UpdateSSMAgent: the agent's own updater waits for cloud-init, for ten minutes at
            // most.
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

    /// Whether a line of a script waits: for cloud-init itself, for the file that it writes at its
    /// end, or for all units, of which it is one.
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
