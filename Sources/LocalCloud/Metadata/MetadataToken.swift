package import Foundation

/// A token of the metadata service: its machine and its expiration.
package struct MetadataToken: Sendable, Equatable {
    package let machine: String
    package let until: Date
}
