import Application
import ArgumentParser
import Pipeline

/// The options for the region of a fleet.
struct FleetRegionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The instances' region; by default that of the environment or the profile.",
            valueName: "name"))
    var region: String?

    /// The fleet to query.
    func desk() throws(CommandError) -> FleetDesk {
        try FleetDesk(in: region, environment: ProcessEnvironment.current)
    }
}

/// The options that filter instances.
struct FleetQueryOptions: ParsableArguments {
    @OptionGroup var region: FleetRegionOptions

    @Option(help: ArgumentHelp("Only this stack.", valueName: "name"))
    var stack: String?

    @Option(help: ArgumentHelp("Only this layer.", valueName: "name"))
    var layer: String?

    @Option(help: ArgumentHelp("Only this Auto Scaling group.", valueName: "name"))
    var group: String?

    @Flag(help: "Include terminated instances, which are stored for 30 days.")
    var terminated = false

    /// The query, without the filters of single commands.
    var query: FleetQuery {
        var query = FleetQuery()
        query.stack = stack
        query.layer = layer
        query.group = group
        query.includesTerminated = terminated
        return query
    }
}
