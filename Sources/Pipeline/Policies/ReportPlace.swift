/// Where the report of a failed run is put, and how S3 is to store it there.
package struct ReportPlace: Sendable, Equatable {
    package let folder: ObjectFolder
    /// How it is encrypted; nil for the bucket's default.
    package var encryption: Encryption?
    /// The id, alias or ARN of the key in KMS; nil for the one of the bucket or of S3.
    package var kmsKey: String?
    /// Whether S3 derives the object's key from one of the bucket, which saves requests to KMS; nil for
    /// the bucket's default.
    package var usesBucketKey: Bool?
    /// The account that must own the bucket; nil for any.
    package var bucketOwner: String?

    /// Creates a place where the bucket's defaults hold.
    package init(_ folder: ObjectFolder) { self.folder = folder }

    /// The values of S3's header `x-amz-server-side-encryption` that can be asked for.
    package enum Encryption: String, Sendable, CaseIterable {
        case kms = "aws:kms"
        case s3 = "AES256"
    }

    /// The form of a key's name: an id, an ARN or an alias.
    package static let keyPattern = "^[A-Za-z0-9:/_-]{1,2048}$"
    /// The form of an account's id.
    package static let ownerPattern = "^[0-9]{12}$"

    /// Whether a text can name a key.
    package static func isKey(_ text: String) -> Bool {
        (1...2048).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch UnicodeScalar(byte) {
                case "a"..."z", "A"..."Z", "0"..."9", ":", "/", "_", "-": true
                default: false
                }
            }
    }

    /// Whether a text is an account's id.
    package static func isOwner(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
