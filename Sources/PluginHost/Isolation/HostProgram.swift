package import SystemPackage

/// How a plugin's process is started.
package struct HostProgram: Sendable {
    /// enlist itself.
    package let path: FilePath
    package let arguments: [String]
    /// The complete environment: nothing of enlist's own is inherited.
    package let environment: [String: String]

    package init(path: FilePath, arguments: [String], environment: [String: String]) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }

    /// Adds variables to the environment.
    package func adding(_ variables: [String: String]) -> HostProgram {
        HostProgram(
            path: path, arguments: arguments, environment: environment.merging(variables) { $1 })
    }
}
