package import HTTP

/// The address of a service's requests, and the region that they are signed for.
package struct Endpoint: Sendable, Equatable {
    package let url: HTTPURL
    package let signingRegion: String
}
