import ArgumentParser

/// `enlist fleet`.
struct FleetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Query how the runs of all instances of a region ended.",
        discussion: """
            Each managed instance reports how its run ended to Systems Manager's inventory. These commands read \
            that inventory with your own credentials. docs/fleet.md lists the permissions that they need.
            """,
        subcommands: [
            FleetListCommand.self, FleetWhyCommand.self, FleetTimelineCommand.self,
            FleetRunCommand.self,
        ])
}
