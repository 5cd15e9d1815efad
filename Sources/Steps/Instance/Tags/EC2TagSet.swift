import Bytes
import Pipeline

/// Tags that EC2 accepts: at most 50, keys of 1 to 128 characters, values of up to 256, no key that
/// begins with a prefix reserved by AWS (EC2 API reference, CreateTags).
struct EC2TagSet: Sendable, Equatable {
    let tags: [String: String]

    /// Takes the tags.
    ///
    /// - Throws: a failure of class `refused` that names the first invalid tag.
    init(_ tags: [String: String]) throws(Failure) {
        if let problem = Self.problem(tags) { throw .badTags(problem) }
        self.tags = tags
    }

    /// What EC2 would reject, as a predicate; nil if it accepts all of them.
    static func problem(_ tags: [String: String]) -> String? {
        if tags.isEmpty { return "has no tags" }
        if tags.count > 50 { return "has \(tags.count) tags, and EC2 takes 50" }
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
            let shown = key.unicodeScalars.count > 40 ? key.beginning(40) + "…" : key
            if key.isEmpty { return "has a tag without a key" }
            if key.unicodeScalars.count > 128 {
                return "has the key `\(shown)`, which is longer than 128 characters"
            }
            if let prefix = reserved.first(where: { key.lowercased().begins(with: $0) }) {
                return "has the key `\(shown)`, and `\(prefix)` is reserved to AWS"
            }
            if value.unicodeScalars.count > 256 {
                return "has a value of `\(shown)` longer than 256 characters"
            }
            if (key + value).unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            {
                return "has a control character in the tag `\(shown)`"
            }
        }
        return nil
    }

    private static let reserved = ["aws:", "opsworks:"]
}

extension Failure {
    fileprivate static func badTags(_ problem: String) -> Failure {
        Failure(
            .refused, "the parameter `tags` \(problem)",
            remedy: "correct it in the pipeline file, or the fact in it")
    }
}
