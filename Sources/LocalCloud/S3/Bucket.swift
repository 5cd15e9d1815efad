package import Foundation

/// A bucket of S3 with its content.
package struct Bucket: Sendable {
    package let name: String
    package let region: String
    /// The objects, by key.
    package var objects: [String: Object] = [:]

    package init(name: String, region: String) {
        self.name = name
        self.region = region
    }

    /// An object in a bucket.
    package struct Object: Sendable {
        package let content: Data
        /// Its media type, according to the client.
        package let type: String
        package let putAt: Date

        /// Its ETag: here the first half of its SHA-256, as S3 promises no particular form.
        var tag: String { "\"\(SHA256.hex(SHA256.digest(content)).prefix(32))\"" }
    }
}
