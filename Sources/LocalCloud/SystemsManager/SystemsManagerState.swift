package import Foundation

/// What Systems Manager keeps: parameters, documents, commands that were sent, and associations.
package struct SystemsManagerState: Sendable {
    /// By their names, which are paths.
    package var parameters: [String: StoredParameter] = [:]
    /// The documents that can be run, by their names: some of AWS' own, and the account's.
    package var documents = AmazonDocuments.all
    package var commands: [NodeCommand] = []
    /// The commands that were given to several nodes at once.
    package var orders: [NodeOrder] = []
    package var associations: [Association] = []
    /// Whether lists refuse ids that they do not know, or know only later.
    package var refusesUnknownIDs = false
    package var inventory = InventoryState()
    package var compliance = ComplianceState()

    /// A parameter of Parameter Store.
    package struct StoredParameter: Sendable, Equatable {
        package enum Kind: String, Sendable, CaseIterable {
            case text = "String"
            case list = "StringList"
            case secret = "SecureString"
        }

        package var kind: Kind
        package var value: String
        package var version = 1
        package var modifiedAt: Date
    }

    /// A document by its name or ARN.
    package func document(_ name: String) -> StoredDocument? {
        documents[name.words(at: "/").last ?? name]
    }
}
