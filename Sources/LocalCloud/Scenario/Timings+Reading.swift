extension Timings {
    /// The timings that a scenario can set, by their keys.
    static let keys: [String: any WritableKeyPath<Timings, Double> & Sendable] = [
        "registering": \.registering, "registration-setup": \.registrationSetup,
        "assigning": \.assigning, "assignment-setup": \.assignmentSetup,
        "unassigning": \.unassigning, "deregistering": \.deregistering,
        "registration-script": \.registrationScript, "document-delivery": \.documentDelivery,
        "document": \.document, "command-listing": \.commandListing,
        "worker-start": \.workerStart, "association-first-look": \.associationFirstLook,
        "association-second-look": \.associationSecondLook,
        "association-look": \.associationLook, "agent-sleep": \.agentSleep,
        "agent-restart": \.agentRestart, "reboot": \.reboot, "redelivery": \.redelivery,
    ]

    /// Parses the object `timings` of a scenario.
    init(_ fields: Fields) throws(ScenarioError) {
        self.init()
        guard let own = try fields.object("timings", known: Set(Self.keys.keys)) else { return }
        for (key, path) in Self.keys.sorted(by: { $0.key < $1.key }) {
            if let seconds = try own.number(key) { self[keyPath: path] = seconds }
        }
    }
}
