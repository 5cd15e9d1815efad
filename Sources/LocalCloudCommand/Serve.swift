import ArgumentParser
import Foundation
import LocalCloud

/// Runs a cloud until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a cloud until interrupted.")

    @OptionGroup var options: CloudOptions

    @Option(
        name: .customLong("ready-file"),
        help: "Write the addresses to this file once everything listens (JSON).")
    var readyFile: String?

    func run() async throws {
        let arrivals = CaughtSignals.arrivals()
        let cloud = try await options.start()
        if let readyFile { try options.write(cloud.ready, to: readyFile) }
        FileHandle.standardError.write(Data(introduction(of: cloud).utf8))
        for await _ in arrivals { break }
        try await options.finish(cloud)
    }

    private func introduction(of cloud: LocalCloud) -> String {
        var lines = ["The cloud is at \(cloud.endpoint). Use it with:"]
        lines.append("  export AWS_ENDPOINT_URL=\(cloud.endpoint)")
        lines.append("  export AWS_ACCESS_KEY_ID=\(cloud.administrator.accessKeyID)")
        lines.append("  export AWS_SECRET_ACCESS_KEY=\(cloud.administrator.secretAccessKey)")
        for machine in cloud.machines.prefix(20) {
            lines.append("The metadata of \(machine.id) is at \(machine.metadata).")
        }
        if cloud.machines.count > 20 {
            lines.append("… and \(cloud.machines.count - 20) more: see --ready-file.")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
