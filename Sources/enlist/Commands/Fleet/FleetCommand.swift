import ArgumentParser

/// `enlist fleet`.
struct FleetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Ask all instances of a region at once, by what Systems Manager keeps of them.",
        discussion: """
            Each managed instance puts how its run ended into Systems Manager's inventory. These commands read that \
            at a desk, with your own credentials; nothing has to run for it. docs/fleet.md says which permissions they take.
            """,
        subcommands: [
            FleetListCommand.self, FleetWhyCommand.self, FleetTimelineCommand.self,
            FleetRunCommand.self,
        ])
}
