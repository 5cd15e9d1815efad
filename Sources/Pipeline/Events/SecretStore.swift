/// The secrets that a run has learned, to be hidden wherever they appear.
package protocol SecretStore: Sendable {
    /// Adds a secret text.
    func add(secret text: String)
    /// Returns the text with each secret replaced.
    func hidden(in text: String) -> String
}

/// Contains no secrets.
package struct NoSecrets: SecretStore {
    package init() {}
    package func add(secret text: String) {}
    package func hidden(in text: String) -> String { text }
}

extension SecretStore {
    /// Adds each text and number of a value.
    package func add(secret value: Value) {
        switch value {
        case .null, .boolean: break
        case .integer, .number, .string: add(secret: value.text)
        case .list(let values): values.forEach(add)
        case .map(let entries): entries.values.forEach(add)
        }
    }
}

extension Failure {
    /// The failure with its secrets hidden.
    package func hiding(_ secrets: any SecretStore) -> Failure {
        Failure(
            failureClass, secrets.hidden(in: message), remedy: secrets.hidden(in: remedy),
            details: details.map(secrets.hidden), retryAfter: retryAfter, cause: cause,
            missingPermission: missingPermission)
    }
}

extension Event.Body {
    /// The body with the secrets hidden in the texts of people and programs.
    func hiding(_ secrets: any SecretStore) -> Event.Body {
        switch self {
        case .note(let text): .note(secrets.hidden(in: text))
        case .warning(let text): .warning(secrets.hidden(in: text))
        case .output(let line, let source): .output(secrets.hidden(in: line), source: source)
        case .waiting(let wait, let reason): .waiting(wait, reason: secrets.hidden(in: reason))
        default: self
        }
    }
}
