package import Foundation

/// What a real agent has reported of itself and its machine through UpdateInstanceInformation.
package struct NodeAccount: Sendable, Equatable {
    private static let names = [
        "AgentVersion", "ComputerName", "IPAddress", "PlatformName", "PlatformType",
        "PlatformVersion",
    ]

    /// The values as members of the shape `InstanceInformation`.
    package private(set) var members: [String: JSONValue] = [:]
    /// When it last reported; nil for never.
    package private(set) var saidAt: Date?

    package init() {}

    /// Merges a report; what it leaves out stays as it was.
    mutating func take(_ input: JSONInput, at now: Date) {
        saidAt = now
        for name in Self.names {
            guard let text = (try? input.string(name)) ?? nil, !text.isEmpty else { continue }
            members[name] = .string(text)
        }
    }
}
