extension Provider {
    /// The log files of all providers' agents, as paths below the machine's root.
    package static var agentLogs: [String] { all.flatMap(\.logs) }
}
