import Synchronization

/// The secrets that a run has come to know.
///
/// Whatever a service or a program says may repeat them: AWS' own words for a wrong signature quote
/// the request's headers, and so the session token. Who learns a secret adds it; who takes text from
/// outside that people will see hides in it what is known by then.
package final class KnownSecrets: Sendable {
    /// What is shorter protects nothing, and would be hidden in harmless words.
    private static let shortest = 8

    private let values = Mutex<Set<String>>([])

    package init() {}

    /// What is known now.
    package var now: Secrets { Secrets(values.withLock { Array($0) }) }

    /// Adds a secret text, in lines or not: each line of it is a secret.
    func add(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        values.withLock { $0.formUnion(lines.filter { $0.utf8.count >= KnownSecrets.shortest }) }
    }

    func add(_ credentials: Credentials) {
        add(credentials.secretAccessKey)
        if let token = credentials.sessionToken { add(token) }
    }
}
