package import HTTP

/// Where a service's requests go, and for which region they are signed.
package struct Endpoint: Sendable, Equatable {
    package let url: HTTPURL
    package let signingRegion: String
}
