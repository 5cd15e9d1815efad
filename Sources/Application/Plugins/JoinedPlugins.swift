import FoundationEssentials
import Glibc
import Pipeline
import PluginHost

/// The plugins that files name, each file once, however often and by whatever path it is named.
///
/// Two teams may use steps of the same plugin, each with a file of changes that names it.
struct JoinedPlugins {
    /// In the order in which they are first named; what is said of each is joined, the stricter word holds.
    private(set) var plugins: [PluginReference] = []
    /// Where two words on one file cannot both hold.
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
            // One that is not there is told of where it is loaded.
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
            // Zero where the first is not there.
            return one.status.st_ino != 0
        }
        guard one.status.st_size == other.status.st_size, one.status.st_size > 0,
            one.status.st_mode & S_IFMT == S_IFREG, other.status.st_mode & S_IFMT == S_IFREG
        else { return false }
        return FileManager.default.contentsEqual(atPath: one.path, andPath: other.path)
    }
}
