import ArgumentParser

/// `enlist plugins`.
struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "Inspect, check and sign plugins, or create a new one.",
        subcommands: [
            PluginsListCommand.self, PluginsDescribeCommand.self, PluginsCheckCommand.self,
            PluginsNewCommand.self, PluginsKeygenCommand.self, PluginsSignCommand.self,
            PluginsVerifyCommand.self, PluginsTrustCommand.self,
        ])
}
