package import Foundation

/// A call of a service: the operation, its caller, and its time.
package struct Call: Sendable {
    package let service: Service
    package let operation: String
    /// The region of the signature's scope: each region is a cloud of its own.
    package let region: String
    package let caller: Credential.Owner
    package let requestID: String
    /// The service's time.
    package let now: Date
}
