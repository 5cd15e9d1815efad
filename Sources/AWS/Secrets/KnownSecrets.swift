import Bytes
import Synchronization

/// The secrets that a run has come to know.
///
/// Whatever a service or a program says may repeat them: AWS' own words for a wrong signature quote
/// the request's headers, and so the session token. Who learns a secret adds it; who takes text from
/// outside that people will see hides in it what is known by then.
package final class KnownSecrets: Sendable {
    /// What is shorter protects nothing, and would be hidden in harmless words.
    private static let shortest = 8
    /// Of a text that somebody has declared secret, and so knows to be one.
    private static let shortestDeclared = 4

    private let known = Mutex((values: Set<Spelling>(), secrets: Secrets()))

    package init() {}

    /// What is known now.
    package var now: Secrets { known.withLock(\.secrets) }

    /// Adds a secret text, in lines or not: each line of it is a secret.
    func add(_ text: String) { add(text.lines(), from: KnownSecrets.shortest) }

    /// Adds a text that somebody has declared to be secret, each line of it from 4 bytes on.
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
