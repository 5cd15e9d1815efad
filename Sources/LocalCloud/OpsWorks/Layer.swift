package import Foundation

/// An OpsWorks layer.
package struct Layer: Sendable, Equatable {
    package let id: String
    package let stackID: String
    package var arn: String
    package var type: String
    package var name: String
    package var shortname: String
    package var autoHealing: Bool
    package var createdAt: Date
    /// The other members of the input of CreateLayer and UpdateLayer.
    package var settings: [String: JSONValue]

    /// The shape `Layer` of API 2013-02-18.
    package var json: JSONValue {
        let described: [String: JSONValue] = [
            "LayerId": .string(id),
            "StackId": .string(stackID),
            "Arn": .string(arn),
            "Type": .string(type),
            "Name": .string(name),
            "Shortname": .string(shortname),
            "EnableAutoHealing": .bool(autoHealing),
            "CreatedAt": .string(Timestamp.opsworks(createdAt)),
        ]
        return .object(settings.merging(described) { _, own in own })
    }
}
