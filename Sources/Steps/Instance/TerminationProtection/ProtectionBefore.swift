import Pipeline

/// Whether EC2's termination protection was on before the instance was registered.
enum ProtectionBefore: String, FactChoice {
    case on
    case off
    /// The instance lacks the permission to ask.
    case unknown
}

extension FactKey where Content == ProtectionBefore {
    static var protectionBefore: Self { .init("termination-protection.before") }
}
