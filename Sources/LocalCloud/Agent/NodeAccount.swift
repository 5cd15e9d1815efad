package import Foundation

/// What a real agent has said of itself and its machine, by UpdateInstanceInformation.
package struct NodeAccount: Sendable, Equatable {
    private static let names = [
        "AgentVersion", "ComputerName", "IPAddress", "PlatformName", "PlatformType",
        "PlatformVersion",
    ]

    /// As members of the shape `InstanceInformation`.
    package private(set) var members: [String: JSONValue] = [:]
    /// When it has said something last; nil for never.
    package private(set) var saidAt: Date?

    package init() {}

    /// Takes in what it says; what it leaves out this time stays as it was.
    mutating func take(_ input: JSONInput, at now: Date) {
        saidAt = now
        for name in Self.names {
            guard let text = (try? input.string(name)) ?? nil, !text.isEmpty else { continue }
            members[name] = .string(text)
        }
    }
}
