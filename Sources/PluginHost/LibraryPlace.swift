package import Pipeline

/// The surroundings of steps whose code is in a library.
package struct LibraryPlace: Sendable {
    package let hosts: PluginHosts
    /// Whether the root is the machine's own.
    let isMachine: Bool
    /// Returns the path on the machine for an absolute path below the root.
    package let locate: @Sendable (String) -> String

    /// The folder of the trusted keys, below the root.
    package let trustedKeys: String

    package init(
        hosts: PluginHosts, isMachine: Bool, trustedKeys: String,
        locate: @escaping @Sendable (String) -> String
    ) {
        self.trustedKeys = trustedKeys
        self.hosts = hosts
        self.isMachine = isMachine
        self.locate = locate
    }
}
