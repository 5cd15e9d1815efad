import Bytes
import Cryptography
import Glibc

/// Shared libraries in this process.
enum SharedLibrary {
    /// More than any plugin has that is kept in memory as it was verified, in bytes.
    private static let largest = 256 << 20

    /// Loads a library that the machine's loader is to find, in the folders of the machine.
    static func load(name: String) throws(PluginError) -> UnsafeMutableRawPointer {
        try open(name, as: name)
    }

    /// Loads a library's file, which may have to be a certain one, or signed.
    ///
    /// Before that, the file is found to be one that nobody else can have changed. What has been verified
    /// is what is loaded, whatever happens to the file meanwhile. So it is with the libraries that it
    /// brings along; those must be signed where it must, and have no sum to be held against.
    ///
    /// - Parameters:
    ///   - plugin: the file, and what is asked of it.
    ///   - isWanted: looks at what the library says of itself, before anything of it runs.
    /// - Returns: the loader's handle.
    /// - Throws: also what `isWanted` throws.
    static func load(
        _ plugin: PluginLoad, isWanted: (SharedObject) throws -> Void = { _ in }
    ) throws -> UnsafeMutableRawPointer {
        var companions: Set<[UInt8]> = []
        return try load(plugin, &companions, isWanted)
    }

    private static func load(
        _ plugin: PluginLoad, _ companions: inout Set<[UInt8]>,
        _ isWanted: (SharedObject) throws -> Void = { _ in }
    ) throws -> UnsafeMutableRawPointer {
        let file = try TrustedFile(plugin.path)
        guard plugin.sha256 != nil || plugin.trustedKeys != nil else {
            return try load(file.descriptor, from: file.folder, plugin, &companions, isWanted)
        }
        let bytes = try file.bytes(atMost: largest)
        try verify(bytes, plugin)
        let copy = try SealedCopy(bytes, of: plugin.path)
        return try load(copy.descriptor, from: file.folder, plugin, &companions, isWanted)
    }

    private static func verify(_ bytes: [UInt8], _ plugin: PluginLoad) throws {
        if let expected = plugin.sha256 {
            let found = try SHA256.digits(of: bytes)
            guard found.isSpelled(expected) else {
                throw PluginError.wrongSum(plugin.path, expected: expected, found: found)
            }
        }
        if let folder = plugin.trustedKeys {
            try TrustedKeys(folder: folder).verify(plugin.path, bytes)
        }
    }

    private static func load(
        _ descriptor: Int32, from folder: String, _ plugin: PluginLoad,
        _ companions: inout Set<[UInt8]>, _ isWanted: (SharedObject) throws -> Void
    ) throws -> UnsafeMutableRawPointer {
        let object = try SharedObject(ElfBytes(descriptor), library: plugin.path)
        try isWanted(object)
        for companion in object.companions(in: folder)
        where companions.insert(Array(companion.name.utf8)).inserted
            && !isLoaded(companion.name)
        {
            // Stays; the loader then finds it by its name.
            _ = try load(
                PluginLoad(path: companion.path, trustedKeys: plugin.trustedKeys), &companions)
        }
        return try open(descriptor, as: plugin.path)
    }

    private static func isLoaded(_ name: String) -> Bool {
        dlopen(name, RTLD_LAZY | RTLD_NOLOAD) != nil
    }

    /// Opens what a descriptor stands for.
    ///
    /// The loader knows libraries by their paths, so each has a descriptor of its own that stays open:
    /// another file of the same number would be taken for the first one. The path has the process' number
    /// in it, so that a debugger, which is another process, finds the library too.
    private static func open(
        _ descriptor: Int32, as library: String
    ) throws(PluginError) -> UnsafeMutableRawPointer {
        let kept = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard kept >= 0 else {
            throw .notLoaded(library: library, String(cString: strerror(errno)))
        }
        let path = "/proc/\(getpid())/fd/\(kept)"
        if let handle = dlopen(path, RTLD_NOW | RTLD_NOLOAD) {
            close(kept)
            return handle
        }
        do throws(PluginError) {
            return try open(path, as: library)
        } catch {
            close(kept)
            throw error
        }
    }

    private static func open(
        _ path: String, as library: String
    ) throws(PluginError) -> UnsafeMutableRawPointer {
        if let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) { return handle }
        let words = dlerror().map { String(cString: $0) } ?? "the loader does not say why"
        throw PluginError(loaderSays: words.replacing(bytes: path, by: library), library: library)
    }
}
