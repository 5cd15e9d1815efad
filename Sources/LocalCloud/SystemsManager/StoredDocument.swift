package import Foundation

/// A document of the account, or one that AWS owns.
package struct StoredDocument: Sendable, Equatable {
    package let name: String
    /// Its content; nil if the cloud knows only its name, so that running it only takes time.
    package let source: JSONValue?
    package let content: DocumentContent?
    package let createdAt: Date

    /// A document of which only the name is known.
    package init(named name: String, at now: Date = Date(timeIntervalSince1970: 1_600_000_000)) {
        self.name = name
        source = nil
        content = nil
        createdAt = now
    }

    /// A document with its content.
    ///
    /// - Throws: `DocumentContent.Malformed` with what is wrong with it.
    package init(
        named name: String, _ source: JSONValue,
        at now: Date = Date(timeIntervalSince1970: 1_600_000_000)
    ) throws(DocumentContent.Malformed) {
        self.name = name
        self.source = source
        content = try DocumentContent(source)
        createdAt = now
    }

    /// Whether AWS owns it.
    package var isAmazons: Bool { name.begins(with: "AWS-") || name.begins(with: "Amazon") }

    /// Whether a version of it exists: it has one; if only its name is known, every version exists.
    package func hasVersion(_ version: String) -> Bool {
        content == nil || ["1", "$DEFAULT", "$LATEST"].contains(version)
    }

    /// Why it cannot run with some parameters; nil if it can.
    package func problem(with given: [String: JSONValue]) -> String? {
        guard let known = content?.parameters else { return nil }
        for name in given.keys.sorted() where known[name] == nil {
            return "Parameter \(name) is not defined in the document \(self.name)."
        }
        for (name, parameter) in known.sorted(by: { $0.key < $1.key }) {
            guard let values = given[name]?.list else {
                guard parameter.standard == nil else { continue }
                return "Parameter \(name) is required by the document \(self.name)."
            }
            if !parameter.allowed.isEmpty, !values.allSatisfy(parameter.allowed.contains) {
                return "Parameter \(name) has a value that \(self.name) does not allow."
            }
        }
        return nil
    }
}
