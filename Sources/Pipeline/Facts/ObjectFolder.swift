import Bytes

/// A folder in an object store, as a parameter: `s3://bucket/a/b`.
package struct ObjectFolder: Sendable, Equatable {
    package let bucket: String
    /// The beginning of its objects' keys: empty, or names with a slash after each.
    package let prefix: String

    private static let scheme = "s3://"

    /// The URL of an object in it.
    package func url(of name: String) -> String { "\(value.text)\(name)" }
}

extension ObjectFolder: FactValue {
    package static var shape: ValueShape {
        .matching(
            pattern: "^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?$", words: typeName
        )
    }
    package static var typeName: String { "a place in S3, as `s3://bucket/folder`" }

    package init?(_ value: Value) {
        guard case .string(let text) = value, let place = text.rest(after: Self.scheme) else {
            return nil
        }
        var names = place.parts(at: "/")
        if names.count > 1, names.last?.isEmpty ?? false { names.removeLast() }
        guard let bucket = names.first, (3...63).contains(bucket.utf8.count),
            bucket.utf8.allSatisfy(\.isBucketByte),
            bucket.utf8.first?.isBucketEnd == true, bucket.utf8.last?.isBucketEnd == true
        else { return nil }
        // Names that every signer leaves unescaped.
        let folders = names.dropFirst()
        guard folders.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isKeyByte) }) else {
            return nil
        }
        self.init(bucket: bucket, prefix: folders.map { "\($0)/" }.joined())
    }

    package var value: Value { .string("\(Self.scheme)\(bucket)/\(prefix)") }
}

extension UInt8 {
    fileprivate var isBucketByte: Bool {
        switch UnicodeScalar(self) {
        case "a"..."z", "0"..."9", ".", "-": true
        default: false
        }
    }

    fileprivate var isBucketEnd: Bool { isBucketByte && (isLetter || isDigit) }

    fileprivate var isKeyByte: Bool {
        switch UnicodeScalar(self) {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
        default: false
        }
    }
}
