// The facts that the roles use, in the order in which a run learns them.

/// The four inputs: everything that a person has to provide.
extension FactKey where Content == String {
    package static var product: Self { .init("product") }
    package static var environment: Self { .init("environment") }
    package static var platform: Self { .init("platform") }
    package static var major: Self { .init("major") }
}

/// What instance metadata reports of the EC2 instance.
extension FactKey where Content == String {
    package static var instanceID: Self { .init("instance.id") }
    package static var instanceRegion: Self { .init("instance.region") }
    package static var availabilityZone: Self { .init("instance.availability-zone") }
    package static var accountID: Self { .init("instance.account-id") }
    package static var instanceType: Self { .init("instance.type") }
    package static var imageID: Self { .init("instance.image-id") }
    package static var architecture: Self { .init("instance.architecture") }
    package static var privateIP: Self { .init("instance.private-ip") }
}

extension FactKey where Content == Lifecycle {
    package static var lifecycle: Self { .init("lifecycle") }
}

extension FactKey where Content == InstanceIdentity {
    package static var identity: Self { .init("instance.identity") }
}

/// Where the instance belongs.
extension FactKey where Content == String {
    package static var stackID: Self { .init("stack.id") }
    package static var stackName: Self { .init("stack.name") }
    package static var stackARN: Self { .init("stack.arn") }
    package static var stackRegion: Self { .init("stack.region") }
    package static var stackAPIRegion: Self { .init("stack.api-region") }
    package static var layerID: Self { .init("layer.id") }
    package static var layerName: Self { .init("layer.name") }
    package static var hostname: Self { .init("hostname") }
}

/// The instance's record at the provider; never to be confused with the EC2 instance's id.
extension FactKey where Content == String {
    package static var memberID: Self { .init("member.id") }
    package static var memberStatus: Self { .init("member.status") }
}

extension Facts {
    /// The four inputs.
    package static let inputs: [FactName] = [
        FactKey.product.name, FactKey.environment.name, FactKey.platform.name, FactKey.major.name,
    ]

    /// What instance metadata gives before the first step.
    package static let instance: [FactName] = [
        FactKey.instanceID.name, FactKey.instanceRegion.name, FactKey.availabilityZone.name,
        FactKey.accountID.name, FactKey.instanceType.name, FactKey.imageID.name,
        FactKey.architecture.name, FactKey.privateIP.name, FactKey.lifecycle.name,
        FactKey.identity.name,
    ]

    /// Whether a fact is always a text, whichever step gives it.
    package static func isText(_ name: FactName) -> Bool { texts.contains(name) }

    /// The type of a fact that has the same one whichever step gives it; nil for any other fact.
    static func standardType(of name: FactName) -> ValueShape? {
        name == FactKey.lifecycle.name ? Lifecycle.shape : isText(name) ? .text : nil
    }

    private static let texts = Set(inputs + instance + Role.all.flatMap(\.gives))
        .subtracting([FactKey.identity.name])

    /// Whether a fact's value is never shown or recorded: `secret.` and a name, and the instance's
    /// identity.
    ///
    /// The identity lets whoever holds it act as the instance. A resumed run does not know the
    /// values that were not recorded: it repeats the step that gives them, and every step after it.
    package static func isSecret(_ name: FactName) -> Bool {
        name == FactKey.identity.name || name.text.utf8.starts(with: "secret.".utf8)
    }

    /// These facts without the secret ones.
    package var withoutSecrets: Facts { removing(names.filter(Facts.isSecret)) }

    /// The secret ones of these facts.
    package var secrets: [Value] { names.filter(Facts.isSecret).compactMap { self[$0] } }
}
