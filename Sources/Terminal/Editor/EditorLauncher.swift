import Application
import DebugAdapter
import Debugger
import Journal
import Pipeline

/// Starts the runs that editors debug.
struct EditorLauncher: RunLauncher {
    /// The environment of the process.
    let environment: [String: String]

    func prepare(
        _ request: Request, front: any DebugFront, output: RunOutput
    ) async throws(AdapterProblem) -> any LaunchableRun {
        let arguments = try LaunchArguments(request.arguments)
        var environment = environment
        for (name, value) in arguments.variables { environment[name] = value }
        do {
            return try await EditorRun(arguments, environment, front: front, output: output)
        } catch let error as CommandError {
            throw AdapterProblem(cannotLaunch: error.text.withoutLastBreak)
        } catch {
            throw AdapterProblem(cannotLaunch: Failure(error).message)
        }
    }
}
