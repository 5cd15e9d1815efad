import Foundation

// Documents. Each has one version.
extension SystemsManager {
    @Sendable static func createDocument(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let name = try input.required("Name")
        let content = try input.required("Content")
        guard try input.string("DocumentType") ?? "Command" == "Command",
            try input.string("DocumentFormat") ?? "JSON" == "JSON"
        else { throw .validation("This cloud knows command documents in JSON only.") }
        guard state.systemsManager.documents[name] == nil else {
            throw ServiceError("DocumentAlreadyExists", "The specified document already exists.")
        }
        guard !name.begins(with: "AWS-"), let source = try? JSONValue(parsing: Data(content.utf8))
        else { throw ServiceError("InvalidDocumentContent", "The document is not JSON.") }
        do throws(DocumentContent.Malformed) {
            let document = try StoredDocument(named: name, source, at: call.now)
            state.systemsManager.documents[name] = document
            return ["DocumentDescription": description(of: document, state.account)]
        } catch {
            throw ServiceError("InvalidDocumentContent", "The document is wrong: \(error.reason).")
        }
    }

    @Sendable static func getDocument(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let document = try document(
            input.required("Name"), version: input.string("DocumentVersion"), in: state)
        return [
            "Name": .string(document.name), "DocumentVersion": "1", "Status": "Active",
            "Content": .string(text(of: document)), "DocumentType": "Command",
            "DocumentFormat": "JSON",
            "CreatedDate": .number(document.createdAt.timeIntervalSince1970),
        ]
    }

    @Sendable static func describeDocument(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let document = try document(
            input.required("Name"), version: input.string("DocumentVersion"), in: state)
        return ["Document": description(of: document, state.account)]
    }

    /// The document that an operation names.
    ///
    /// - Throws: `InvalidDocument` or `InvalidDocumentVersion`.
    static func document(
        _ name: String, version: String?, in state: CloudState
    ) throws(ServiceError) -> StoredDocument {
        guard let document = state.systemsManager.document(name) else {
            throw ServiceError("InvalidDocument", "Document with name \(name) does not exist.")
        }
        guard document.hasVersion(version ?? "$DEFAULT") else {
            throw ServiceError(
                "InvalidDocumentVersion", "The document version is not valid or does not exist.")
        }
        return document
    }

    private static func text(of document: StoredDocument) -> String {
        // The content of a document is unknown if only its name is.
        let source = document.source ?? ["schemaVersion": "2.2", "mainSteps": []]
        return String(decoding: source.text(), as: UTF8.self)
    }

    private static func description(of document: StoredDocument, _ account: String) -> JSONValue {
        let digest = SHA256.hex(SHA256.digest(text(of: document).utf8))
        return [
            "Name": .string(document.name), "DocumentVersion": "1", "DefaultVersion": "1",
            "LatestVersion": "1", "Status": "Active", "Hash": .string(digest),
            "HashType": "Sha256", "DocumentFormat": "JSON", "DocumentType": "Command",
            "Owner": .string(document.isAmazons ? "Amazon" : account),
            "CreatedDate": .number(document.createdAt.timeIntervalSince1970),
            "PlatformTypes": ["Linux"],
            "SchemaVersion": .string(document.content?.schemaVersion ?? "2.2"),
            "Description": .string(document.content?.description ?? ""),
            "Parameters": .array(
                (document.content?.parameters ?? [:]).sorted { $0.key < $1.key }.map {
                    name, parameter in
                    .object(dropping: [
                        "Name": .string(name),
                        "Type": parameter.type == "StringList" ? "StringList" : "String",
                        "Description": .string(parameter.description),
                        "DefaultValue": parameter.standard.map {
                            .string($0.string ?? String(decoding: $0.text(), as: UTF8.self))
                        },
                    ])
                }),
        ]
    }
}
