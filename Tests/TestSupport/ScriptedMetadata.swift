import Application
package import Pipeline
import Synchronization

/// Instance metadata that says what a test says, and counts what it is asked.
package final class ScriptedMetadata: InstanceMetadata {
    private let known: Facts
    private let tags: [String: String]
    private let failure: Failure?
    /// Nil if the instance is in no group; else how often tags are asked for in vain first.
    private let vainLooks: Int?
    private let questions = Mutex<[String]>([])

    package init(
        _ known: Facts = Facts(), tags: [String: String] = [:], failure: Failure? = nil,
        inGroupWithTagsAfter vainLooks: Int? = nil
    ) {
        self.known = known
        self.tags = tags
        self.failure = failure
        self.vainLooks = vainLooks
    }

    /// What it was asked, in order.
    package var asked: [String] { questions.withLock { $0 } }

    package func facts() async throws -> Facts {
        questions.withLock { $0.append("facts") }
        if let failure { throw failure }
        return known
    }

    package func tag(_ key: String) async throws -> String? {
        let looks = questions.withLock {
            $0.append(key)
            return $0.count
        }
        if let failure { throw failure }
        return looks > vainLooks ?? 0 ? tags[key] : nil
    }

    package func isInGroup() async throws -> Bool { vainLooks != nil }
}
