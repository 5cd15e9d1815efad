import AWS
package import Pipeline

/// The secrets that a run has learned: its steps' and those of its requests.
package struct RunSecrets: SecretStore {
    let known = KnownSecrets()

    package init() {}

    package func add(secret text: String) { known.addDeclared(text) }
    package func hidden(in text: String) -> String { known.now.hidden(in: text) }

    /// A program's output, without known secrets and without what looks like one.
    package func redacted(_ text: String) -> String {
        Self.withoutLooks(hidden(in: text))
    }

    /// The text without what looks like a secret.
    package static func withoutLooks(_ text: String) -> String { SecretLooks.hidden(in: text) }
}
