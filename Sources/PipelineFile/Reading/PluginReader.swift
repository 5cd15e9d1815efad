import Bytes
import Pipeline

/// Reads one plugin of a pipeline file: its path alone, or a mapping of the path and how its code
/// runs.
struct PluginReader {
    let node: YAMLNode

    private static let keys: [FileKey<PluginReference>] = [
        FileKey(
            "file", "the plugin's file: an absolute path, or one relative to this file",
            schema: JSONSchema(["type": "string", "minLength": 1])
        ) { entry, plugin, problems in
            plugin.path = entry.value.path("file", &problems) ?? ""
        },
        FileKey("sha256", "the SHA-256 that the file must have", .sha256, to: \.sha256),
        FileKey(
            "isolation", "where its code runs; `in-process` is for a debugger", .choice,
            to: \.isolation),
        FileKey("memory", "the most memory that its process may take", .byteCount, to: \.memory),
        FileKey(
            "cpu", "the most processor time that its process may take", .duration,
            to: \.processor),
        FileKey(
            "files", "the most files that its process may have open", .integer(atLeast: 16),
            to: \.files),
    ]
    private static let names = keys.map(\.name)

    /// The schema of a plugin.
    static let schema = JSONSchema.any([
        JSONSchema(["type": "string", "minLength": 1]),
        .mapping([JSONSchema.Key](keys), required: ["file"]),
    ])

    func read(_ problems: inout [Diagnostic]) -> PluginReference? {
        guard case .mapping(let entries) = node.content else {
            return node.path("plugins", &problems).map { PluginReference($0, at: node.location) }
        }
        guard let file = entries.first(where: { $0.key == "file" }) else {
            problems.append(.pluginWithoutFile(node))
            return nil
        }
        var plugin = PluginReference("", at: file.value.location)
        for entry in entries {
            guard let key = Self.keys.first(where: { $0.name == entry.key }) else {
                problems.append(.unknownKey(entry, in: "a plugin", Self.names))
                continue
            }
            key.read(entry, &plugin, &problems)
        }
        return plugin.path.isEmpty ? nil : plugin
    }
}

extension YAMLNode {
    /// The path of a file, absolute or relative to enlist's working directory.
    fileprivate func path(_ name: String, _ problems: inout [Diagnostic]) -> String? {
        guard let text = string(name, &problems) else { return nil }
        guard !text.isEmpty, !text.utf8.contains(0) else {
            problems.append(.noPath(name, at: location))
            return nil
        }
        // Relative to the file that names it.
        let folder = location.file.folder
        guard !text.begins(with: "/"), !folder.isEmpty else { return text }
        return folder + (text.rest(after: "./") ?? text)
    }
}
