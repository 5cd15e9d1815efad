import FoundationEssentials
import Glibc
import Pipeline
import PluginHost

/// The plugins that files name, each file once, however often and by whatever path it is named.
///
/// Two teams may use steps of the same plugin, each with a file of changes that names it.
struct JoinedPlugins {
    /// The plugins in the order of their first mention, each with its settings merged: the stricter
    /// one applies.
    private(set) var plugins: [PluginReference] = []
    /// Contradictory settings of one file.
    private(set) var problems: [Diagnostic] = []

    private var files: [File] = []

    private struct File {
        let path: String
        let status: stat
    }

    init(_ named: [PluginReference], in place: LibraryPlace) {
        for plugin in named {
            let path = place.locate(plugin.path)
            var status = stat()
            // A missing file is reported when it is loaded.
            let isThere = stat(path, &status) == 0
            let file = File(path: path, status: status)
            guard isThere, let index = files.firstIndex(where: { Self.isSame($0, file) }) else {
                files.append(file)
                plugins.append(plugin)
                continue
            }
            if let joined = plugins[index].joined(with: plugin) {
                plugins[index] = joined
            } else {
                problems.append(.contradictingSums(plugins[index], plugin))
            }
        }
    }

    /// Whether two paths lead to one file, or to two with the same bytes.
    private static func isSame(_ one: File, _ other: File) -> Bool {
        if one.path == other.path { return true }
        if one.status.st_dev == other.status.st_dev, one.status.st_ino == other.status.st_ino {
            // Zero if the first file is missing.
            return one.status.st_ino != 0
        }
        guard one.status.st_size == other.status.st_size, one.status.st_size > 0,
            one.status.st_mode & S_IFMT == S_IFREG, other.status.st_mode & S_IFMT == S_IFREG
        else { return false }
        return FileManager.default.contentsEqual(atPath: one.path, andPath: other.path)
    }
}
