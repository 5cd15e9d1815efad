import Glibc

/// Shared libraries in this process.
enum SharedLibrary {
    /// Loads a library's file, once it is found to be one that nobody else can have changed.
    static func load(path: String) throws(PluginError) -> UnsafeMutableRawPointer {
        let file = try TrustedFile(path)
        return try load(file.pathOfDescriptor, as: path)
    }

    /// Loads a library that the machine's loader is to find, in the folders of the machine.
    static func load(name: String) throws(PluginError) -> UnsafeMutableRawPointer {
        try load(name, as: name)
    }

    private static func load(
        _ path: String, as library: String
    ) throws(PluginError) -> UnsafeMutableRawPointer {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "the loader does not say why"
            throw .notLoaded(library: library, reason.replacing(path, with: library))
        }
        return handle
    }
}
