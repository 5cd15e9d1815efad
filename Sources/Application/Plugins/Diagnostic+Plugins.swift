import Pipeline

// The wording of conflicts between plugins.

extension Diagnostic {
    static func hidesBuiltIn(_ kind: String, _ plugin: PluginReference) -> Diagnostic {
        Diagnostic(
            "the plugin \(plugin.path) has steps of the kind `\(kind)`, which enlist has itself",
            remedy: "give them another name in the plugin: a kind of enlist's own cannot be hidden",
            at: plugin.location)
    }

    static func twoGivers(
        of kind: String, _ first: PluginReference, _ second: PluginReference
    ) -> Diagnostic {
        Diagnostic(
            "two plugins have steps of the kind `\(kind)`: \(first.path) and \(second.path)",
            remedy: "leave one of them out, or give its steps another name", at: second.location,
            notes: [Note("the first is named here", at: first.location)])
    }

    /// Two files demand different checksums of the same plugin.
    static func contradictingSums(
        _ first: PluginReference, _ second: PluginReference
    ) -> Diagnostic {
        Diagnostic(
            "the plugin \(second.path) is to have the SHA-256 \(second.sha256 ?? "") here and "
                + "\(first.sha256 ?? "") elsewhere, and it is one file",
            remedy: "state the checksum of the file that is installed, in one of the two places",
            at: second.location, notes: [Note("the other is here", at: first.location)])
    }

    static func noPlugins(_ plugin: PluginReference) -> Diagnostic {
        Diagnostic(
            "plugins cannot be loaded here", remedy: "leave \(plugin.path) out", at: plugin.location
        )
    }

    static func silentPlugin(_ plugin: PluginReference, after limit: Duration) -> Diagnostic {
        Diagnostic(
            "the plugin \(plugin.path) has not stated its steps within \(limit.readable)",
            remedy: "look at what it does when it is loaded; it should only state its steps then",
            at: plugin.location)
    }
}
