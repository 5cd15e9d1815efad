import AWS
package import Pipeline

/// The secrets that a run has come to know: its steps' and those of its requests.
package struct RunSecrets: SecretStore {
    let known = KnownSecrets()

    package init() {}

    package func add(secret text: String) { known.addDeclared(text) }
    package func hidden(in text: String) -> String { known.now.hidden(in: text) }
}
