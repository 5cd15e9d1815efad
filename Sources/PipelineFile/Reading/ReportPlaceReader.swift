import Pipeline

/// Reads where the report of a failed run is put: a place in S3, or a mapping with one.
struct ReportPlaceReader {
    let node: YAMLNode

    /// The values of a mapping, as far as they have been read.
    private struct Draft: Sendable {
        var folder: ObjectFolder?
        var encryption: ReportPlace.Encryption?
        var kmsKey: String?
        var usesBucketKey: Bool?
        var bucketOwner: String?
    }

    private static let keys: [FileKey<Draft>] = [
        FileKey("to", "the folder, as `s3://bucket/folder`", .objectFolder, to: \.folder),
        FileKey(
            "encryption", "how S3 encrypts it; the bucket's default if it is omitted", .choice,
            to: \.encryption),
        FileKey(
            "kms-key", "the key of KMS for it, as id, alias or ARN", .kmsKey, to: \.kmsKey),
        FileKey(
            "bucket-key", "whether S3 derives its key from one of the bucket", .flag,
            to: \.usesBucketKey),
        FileKey(
            "bucket-owner", "the id of the account that must own the bucket", .account,
            to: \.bucketOwner),
    ]
    private static let folder = ValueReading<ObjectFolder>.objectFolder

    /// What a schema says of it.
    static let schema = JSONSchema.any([
        folder.schema, .mapping([JSONSchema.Key](keys), required: ["to"]),
    ])

    func read(_ problems: inout [Diagnostic]) -> ReportPlace? {
        guard case .mapping(let entries) = node.content else {
            return Self.folder.read(node, "report", &problems).map(ReportPlace.init)
        }
        var draft = Draft()
        for entry in entries {
            guard let key = Self.keys.first(where: { $0.name == entry.key }) else {
                problems.append(.unknownKey(entry, in: "`report`", Self.keys.map(\.name)))
                continue
            }
            key.read(entry, &draft, &problems)
        }
        guard entries.contains(where: { $0.key == "to" }) else {
            problems.append(.missingKey("to", at: node.location))
            return nil
        }
        if draft.encryption == .s3, draft.kmsKey != nil || draft.usesBucketKey ?? false {
            problems.append(.keyWithoutKMS(at: node.location))
        }
        guard let folder = draft.folder else { return nil }
        var place = ReportPlace(folder)
        // A key is of use only for this one.
        let hasKey = draft.kmsKey != nil || draft.usesBucketKey ?? false
        place.encryption = draft.encryption ?? (hasKey ? .kms : nil)
        place.kmsKey = draft.kmsKey
        place.usesBucketKey = draft.usesBucketKey
        place.bucketOwner = draft.bucketOwner
        return place
    }
}

extension ValueReading where Content == String {
    /// The name of a key in KMS.
    fileprivate static var kmsKey: ValueReading {
        ValueReading(schema: .text(matching: ReportPlace.keyPattern)) { node, name, problems in
            node.text(
                name, ReportPlace.isKey, expected: "a key of KMS",
                remedy: "write its id, its ARN, or `alias/` and its alias", &problems)
        }
    }

    /// The id of an account.
    fileprivate static var account: ValueReading {
        ValueReading(schema: .text(matching: ReportPlace.ownerPattern)) { node, name, problems in
            node.text(
                name, ReportPlace.isOwner, expected: "an account's id",
                remedy: "write its 12 digits in quotes", &problems)
        }
    }
}

extension YAMLNode {
    /// A text of a certain form.
    fileprivate func text(
        _ name: String, _ fits: (String) -> Bool, expected: String, remedy: String,
        _ problems: inout [Diagnostic]
    ) -> String? {
        if case .string(let text) = value, fits(text) { return text }
        problems.append(
            Diagnostic(
                "`\(name)` should be \(expected), and is "
                    + (value.typeName == "a string" ? "something else" : value.typeName),
                remedy: remedy, at: location))
        return nil
    }
}

extension Diagnostic {
    fileprivate static func keyWithoutKMS(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "`kms-key` and `bucket-key` are for `encryption: aws:kms`, and the file has `AES256`",
            remedy: "remove one or the other", at: location)
    }
}
