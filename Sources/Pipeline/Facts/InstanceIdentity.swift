/// The instance's signed proof of identity, from instance metadata.
package struct InstanceIdentity: Sendable, Equatable {
    /// The identity document, byte for byte as signed: JSON.
    package let document: String
    /// The document's signature, base64.
    package let signature: String

    package init(document: String, signature: String) {
        self.document = document
        self.signature = signature
    }
}

extension InstanceIdentity: FactValue {
    package static var shape: ValueShape {
        .record([.init("document", .text), .init("signature", .text)])
    }
    package static var typeName: String { "an identity document and its signature" }

    package init?(_ value: Value) {
        guard case .map(let entries) = value, case .string(let document) = entries["document"],
            case .string(let signature) = entries["signature"]
        else { return nil }
        self.init(document: document, signature: signature)
    }

    package var value: Value {
        ["document": .string(document), "signature": .string(signature)]
    }
}
