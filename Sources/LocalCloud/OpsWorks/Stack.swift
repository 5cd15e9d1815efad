package import Foundation

/// An OpsWorks stack.
package struct Stack: Sendable, Equatable {
    package let id: String
    package var name: String
    /// The region of its machines.
    package var region: String
    /// The region of the endpoint that created it: no other endpoint shows it.
    package var apiRegion: String
    package var arn: String
    package var hostnameTheme: HostnameTheme
    package var vpcID: String?
    package var createdAt: Date
    /// Whether registering a machine switches on its termination protection.
    package var protectsMachines: Bool
    /// The other members of the input of CreateStack.
    package var settings: [String: JSONValue]

    /// The shape `Stack` of API 2013-02-18.
    package var json: JSONValue {
        let described: [String: JSONValue?] = [
            "StackId": .string(id),
            "Name": .string(name),
            "Arn": .string(arn),
            "Region": .string(region),
            "VpcId": vpcID.map { .string($0) },
            "HostnameTheme": .string(hostnameTheme.rawValue),
            "CreatedAt": .string(Timestamp.opsworks(createdAt)),
        ]
        return .object(settings.merging(described.compactMapValues(\.self)) { _, own in own })
    }
}
