import Bytes
import Synchronization

/// The secrets that a run has learned.
///
/// Any text of a service or a program may repeat them: AWS' message about a wrong signature quotes
/// the request's headers, and so the session token. Code that learns a secret adds it; code that
/// shows text from outside hides in it all secrets known by then.
package final class KnownSecrets: Sendable {
    /// The minimum length: a shorter text protects nothing, and would be hidden in harmless words.
    private static let shortest = 8
    /// The minimum length of a text that a user has declared secret, and so is certainly one.
    private static let shortestDeclared = 4

    private let known = Mutex((values: Set<Spelling>(), secrets: Secrets()))

    package init() {}

    /// The secrets that are known now.
    package var now: Secrets { known.withLock(\.secrets) }

    /// Adds a secret text; each line of it is a secret.
    func add(_ text: String) { add(text.lines(), from: KnownSecrets.shortest) }

    /// Adds a text that a user has declared secret; each line of it from 4 bytes on is a secret.
    package func addDeclared(_ text: String) {
        add(text.lines(), from: KnownSecrets.shortestDeclared)
    }

    private func add(_ lines: [String], from shortest: Int) {
        let secrets = lines.filter { $0.utf8.count >= shortest }.map(Spelling.init)
        known.withLock { known in
            guard !known.values.isSuperset(of: secrets) else { return }
            known.values.formUnion(secrets)
            known.secrets = Secrets(known.values.map(\.text))
        }
    }

    func add(_ credentials: Credentials) {
        add(credentials.secretAccessKey)
        if let token = credentials.sessionToken { add(token) }
    }
}
