extension Provider {
    /// The files in which the agents of all providers say what they do, as seen from the machine's root.
    package static var agentLogs: [String] { all.flatMap(\.logs) }
}
