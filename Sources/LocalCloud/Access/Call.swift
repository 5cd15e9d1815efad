package import Foundation

/// A request that a service has to answer: what is asked, by whom, and when.
package struct Call: Sendable {
    package let service: Service
    package let operation: String
    /// The region of the signature's scope: each region is a cloud of its own.
    package let region: String
    package let caller: Credential.Owner
    package let requestID: String
    /// The service's own time.
    package let now: Date
}
