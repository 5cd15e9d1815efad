package import Pipeline

/// A plugin that a pipeline names, and how its code is to be run.
package struct PluginFile: Sendable, Hashable {
    /// An absolute path on this machine.
    package let path: String
    package let isolation: Isolation
    package let limits: HostLimits
    /// What its SHA-256 must be; nil for any.
    package let sha256: String?
    /// The folder of keys of which one must have signed it; nil for no signature.
    package let trustedKeys: String?

    package init(
        path: String, isolation: Isolation = .process, limits: HostLimits = .none,
        sha256: String? = nil, trustedKeys: String? = nil
    ) {
        self.path = path
        self.sha256 = sha256
        self.trustedKeys = trustedKeys
        self.isolation = isolation
        self.limits = limits
    }

    /// How it is loaded.
    func load(hostABI: Int? = nil) -> PluginLoad {
        PluginLoad(path: path, sha256: sha256, trustedKeys: trustedKeys, hostABI: hostABI)
    }
}
