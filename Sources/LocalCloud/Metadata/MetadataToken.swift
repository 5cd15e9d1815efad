package import Foundation

/// A token of the metadata service: whose it is, and until when.
package struct MetadataToken: Sendable, Equatable {
    package let machine: String
    package let until: Date
}
