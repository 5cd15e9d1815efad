package import Pipeline

/// A plugin that a pipeline names, and how its code is to be run.
package struct PluginFile: Sendable, Hashable {
    /// An absolute path on this machine.
    package let path: String
    package let isolation: Isolation
    package let limits: HostLimits

    package init(path: String, isolation: Isolation = .process, limits: HostLimits = .none) {
        self.path = path
        self.isolation = isolation
        self.limits = limits
    }
}
