import JSON

extension SystemsManager {
    /// The content of a document in JSON, whatever its own format.
    ///
    /// - Parameters:
    ///   - document: its name or ARN.
    ///   - version: a number, `$DEFAULT` or `$LATEST`.
    /// - Returns: its text; nil if there is no such document.
    /// - Throws: `AWSError`.
    package func content(
        ofDocument document: String, version: String
    ) async throws(AWSError) -> String? {
        do {
            return try await call(
                "GetDocument",
                [
                    "Name": .string(document), "DocumentVersion": .string(version),
                    "DocumentFormat": "JSON",
                ]
            ) { reply throws(MalformedReply) in try reply.string("Content") }
        } catch {
            guard ["InvalidDocument", "InvalidDocumentVersion"].contains(error.code) else {
                throw error
            }
            return nil
        }
    }
}
