package import Foundation

/// A machine as OpsWorks sees it: an instance of a stack, with an id of OpsWorks' own.
package struct Member: Sendable, Equatable {
    package let id: String
    package let stackID: String
    package var arn: String
    package var hostname: String
    /// Nil for a machine on premises.
    package var ec2InstanceID: String?
    package var layerIDs: [String] = []
    package var life: MemberLife
    /// Which of its setups fail, if any.
    package var failure: SetupFailure?
    package var lastServiceErrorID: String?
    package var privateIP: String?
    package var publicIP: String?
    package var rsaKeyFingerprint: String?
    package var registeredBy: String
    package var createdAt: Date
    package var architecture: String?
    package var instanceType: String?
    package var availabilityZone: String?
    package var imageID: String?

    /// Which setup of a machine fails, according to the scenario.
    package enum SetupFailure: String, Sendable, CaseIterable {
        case registering
        case assigning
    }

    /// The shape `Instance` of API 2013-02-18.
    package var json: JSONValue {
        .object(dropping: [
            "InstanceId": .string(id),
            "StackId": .string(stackID),
            "Arn": .string(arn),
            "Hostname": .string(hostname),
            "Ec2InstanceId": ec2InstanceID.map { .string($0) },
            "LayerIds": .strings(layerIDs),
            "Status": .string(life.status.rawValue),
            "LastServiceErrorId": lastServiceErrorID.map { .string($0) },
            "PrivateIp": privateIP.map { .string($0) },
            "PublicIp": publicIP.map { .string($0) },
            "SshHostRsaKeyFingerprint": rsaKeyFingerprint.map { .string($0) },
            "RegisteredBy": .string(registeredBy),
            "InfrastructureClass": ec2InstanceID == nil ? "on-premises" : "ec2",
            "CreatedAt": .string(Timestamp.opsworks(createdAt)),
            "Architecture": architecture.map { .string($0) },
            "InstanceType": instanceType.map { .string($0) },
            "AvailabilityZone": availabilityZone.map { .string($0) },
            "AmiId": imageID.map { .string($0) },
            "AgentVersion": "4039-20230830000000",
            "InstallUpdatesOnBoot": true,
            "SecurityGroupIds": [],
        ])
    }
}
