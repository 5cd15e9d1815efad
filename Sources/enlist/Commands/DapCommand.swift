import Application
import ArgumentParser
import Terminal

/// `enlist dap`.
struct DapCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "dap",
        abstract: "Let an editor debug a run, by the Debug Adapter Protocol.",
        discussion: """
            Editors start it by themselves and communicate over its standard input and output; \
            docs/debugging.md describes how to set them up. The editor's launch configuration defines \
            the pipeline and the facts of the run.

            With --port it listens on 127.0.0.1 instead, and prints the port and a token, \
            which the launch configuration must have as `token`: every user of this machine can \
            reach the port, and a client that launches a run acts as this user. ENLIST_DAP_TOKEN can set the \
            token. It serves one session.

            Exit status: 0 however the run ended; 4 interrupted; 65 the input was not \
            the protocol.

            Example:

              enlist dap --port 0
            """)

    @Option(help: ArgumentHelp("Listen on this port of 127.0.0.1; 0 for any.", valueName: "port"))
    var port: Int?

    func validate() throws {
        guard port.map((0...65535).contains) ?? true else {
            throw ValidationError("`--port` takes a number from 0 to 65535")
        }
    }

    func run() async throws {
        let server = EditorServer(environment: ProcessEnvironment.current)
        try await server.serve(port: port).end()
    }
}
