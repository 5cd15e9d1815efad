import Application
import ArgumentParser
import Terminal

/// `enlist dap`.
struct DapCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "dap",
        abstract: "Let an editor debug a run, by the Debug Adapter Protocol.",
        discussion: """
            Editors start it by themselves and speak to it over its standard input and output; \
            docs/debugging.md says how to set them up. What is run, and with which facts, is said \
            by the editor's launch configuration.

            With --port it listens on 127.0.0.1 in place of that, and prints the port and a token, \
            which the launch configuration must give as `token`: everybody on this machine can \
            reach the port, and who launches a run acts as this user. ENLIST_DAP_TOKEN can set the \
            token. It serves one session.

            Exit status: 0 whatever the run came to; 4 interrupted; 65 where what came in was not \
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
