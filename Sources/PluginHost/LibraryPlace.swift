package import Pipeline

/// What steps find around them whose code is a library's.
package struct LibraryPlace: Sendable {
    package let hosts: PluginHosts
    /// Whether the root is the machine's own.
    let isMachine: Bool
    /// Where an absolute path of the root is on the machine.
    package let locate: @Sendable (String) -> String

    /// The folder of the keys that are trusted below the root.
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
