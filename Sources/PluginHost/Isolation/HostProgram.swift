package import SystemPackage

/// How a plugin's process is started.
package struct HostProgram: Sendable {
    /// enlist itself.
    package let path: FilePath
    package let arguments: [String]
    /// All of it: nothing of enlist's own is passed on but for what stands here.
    package let environment: [String: String]

    package init(path: FilePath, arguments: [String], environment: [String: String]) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }

    /// The same with more in its environment.
    package func adding(_ variables: [String: String]) -> HostProgram {
        HostProgram(
            path: path, arguments: arguments, environment: environment.merging(variables) { $1 })
    }
}
