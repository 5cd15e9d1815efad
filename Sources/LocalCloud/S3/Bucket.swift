package import Foundation

/// A bucket of S3 with its content.
package struct Bucket: Sendable {
    package let name: String
    package let region: String
    /// The account that it belongs to.
    package let owner: String
    /// The key of KMS with which its policy has every object encrypted; nil without such a policy.
    package let requiredKey: String?
    /// The objects, by key.
    package var objects: [String: Object] = [:]

    package init(name: String, region: String, owner: String, requiredKey: String? = nil) {
        self.name = name
        self.region = region
        self.owner = owner
        self.requiredKey = requiredKey
    }

    /// An object in a bucket.
    package struct Object: Sendable {
        package let content: Data
        /// Its media type, according to the client.
        package let type: String
        package let putAt: Date
        /// How it is encrypted.
        package var encryption = Encryption.standard

        /// Its ETag: here the first half of its SHA-256, as S3 promises no particular form.
        var tag: String { "\"\(SHA256.hex(SHA256.digest(content)).prefix(32))\"" }
    }
}
