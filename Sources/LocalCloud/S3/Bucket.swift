package import Foundation

/// A bucket of S3 and what is in it.
package struct Bucket: Sendable {
    package let name: String
    package let region: String
    /// By their keys.
    package var objects: [String: Object] = [:]

    package init(name: String, region: String) {
        self.name = name
        self.region = region
    }

    /// What was put under a key.
    package struct Object: Sendable {
        package let content: Data
        /// Its media type, as whoever put it says.
        package let type: String
        package let putAt: Date

        /// What S3 calls it: here the first half of its SHA-256, as S3's own is no promise of any sort.
        var tag: String { "\"\(SHA256.hex(SHA256.digest(content)).prefix(32))\"" }
    }
}
