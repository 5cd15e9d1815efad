import ArgumentParser
import CLibM

/// The command `localcloud`.
struct LocalCloudCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "localcloud",
        abstract: "Emulate, on loopback, the parts of AWS that joining a stack needs.",
        discussion: """
            Systems Manager with its agent, OpsWorks, EC2, IAM, STS, Auto Scaling and instance \
            metadata, in memory and on 127.0.0.1 only. It is for trials and tests, not for \
            running instances.
            """,
        subcommands: [Exec.self, Serve.self, Check.self, PrintSchema.self])
}
