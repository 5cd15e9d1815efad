import ArgumentParser

/// `enlist plugins`.
struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "Look at plugins, check them, sign them, begin a new one.",
        subcommands: [
            PluginsListCommand.self, PluginsDescribeCommand.self, PluginsCheckCommand.self,
            PluginsNewCommand.self, PluginsKeygenCommand.self, PluginsSignCommand.self,
            PluginsVerifyCommand.self, PluginsTrustCommand.self,
        ])
}
