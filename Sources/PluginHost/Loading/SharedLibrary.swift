import Bytes
import CLoader
import CMemory
import Cryptography
import Glibc
import Synchronization

/// Shared libraries in this process.
enum SharedLibrary {
    /// The libraries loaded from files, which are never unloaded: a file that is loaded again is
    /// the same library with the same state, unless it has been written meanwhile.
    private static let loaded = Mutex<[FileVersion: LoadedFile]>([:])

    /// Loads a library that the machine's loader finds, in the machine's folders.
    static func load(name: String) throws(PluginError) -> LibraryHandle {
        try open(name, as: name)
    }

    /// Loads a library's file, which may need a certain checksum or a signature.
    ///
    /// First, the file must be one that no other user can have changed. A copy of it is then
    /// verified and loaded, whatever happens to the file meanwhile and afterwards. The same applies
    /// to the libraries that it brings along; they must be signed if it must, and have no checksum
    /// to compare.
    ///
    /// - Parameters:
    ///   - plugin: the file and its requirements.
    ///   - isWanted: examines the library's headers before any of its code runs.
    /// - Returns: the loader's handle.
    /// - Throws: also what `isWanted` throws.
    static func load(
        _ plugin: PluginLoad, isWanted: (SharedObject) throws -> Void = { _ in }
    ) throws -> LibraryHandle {
        var companions: Set<[UInt8]> = []
        return try load(plugin, &companions, isWanted)
    }

    private static func load(
        _ plugin: PluginLoad, _ companions: inout Set<[UInt8]>,
        _ isWanted: (SharedObject) throws -> Void = { _ in }
    ) throws -> LibraryHandle {
        let file = try TrustedFile(plugin.path)
        let known = loaded.withLock { $0[file.version] }
        let copy = try known?.copy ?? SealedCopy(file)
        try verify(copy, plugin)
        if let known { return known.handle }
        let object = try SharedObject(ElfBytes(copy.descriptor), library: plugin.path)
        try isWanted(object)
        for companion in object.companions(in: file.folder)
        where companions.insert(Array(companion.name.utf8)).inserted
            && !isLoaded(companion.name)
        {
            // Never unloaded; the loader then finds it by its name.
            _ = try load(
                PluginLoad(path: companion.path, trustedKeys: plugin.trustedKeys), &companions)
        }
        let handle = try open(copy, as: plugin.path)
        loaded.withLock { $0[file.version] = LoadedFile(copy: copy, handle: handle) }
        return handle
    }

    /// Returns which of a library and those that it brings along needs an executable stack; nil for
    /// none.
    ///
    /// - Throws: if one of them cannot be read, or is not a library.
    static func withExecutableStack(_ path: String) throws(PluginError) -> String? {
        let file = try TrustedFile(path)
        let object = try SharedObject(ElfBytes(file.descriptor), library: path)
        guard !object.needsExecutableStack else { return path }
        for companion in object.companions(in: file.folder) {
            let file = try TrustedFile(companion.path)
            let object = try SharedObject(ElfBytes(file.descriptor), library: companion.path)
            if object.needsExecutableStack { return companion.path }
        }
        return nil
    }

    private static func verify(_ copy: SealedCopy, _ plugin: PluginLoad) throws {
        guard plugin.sha256 != nil || plugin.trustedKeys != nil else { return }
        let bytes = try copy.bytes()
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

    private static func isLoaded(_ name: String) -> Bool {
        dlopen(name, RTLD_LAZY | RTLD_NOLOAD) != nil
    }

    /// Opens a copy under the name of its original.
    ///
    /// The loader identifies libraries by their paths. This one contains the process id, so that a
    /// debugger, which is another process, finds the library too: a debugger that follows the
    /// process has read that path by now, and would treat another name as another library.
    private static func open(
        _ copy: SealedCopy, as library: String
    ) throws(PluginError) -> LibraryHandle {
        let handle = try open("/proc/\(getpid())/fd/\(copy.descriptor)", as: library)
        if cmemory_is_debugged() == 0 { cloader_rename(handle.pointer, library) }
        return handle
    }

    private static func open(
        _ path: String, as library: String
    ) throws(PluginError) -> LibraryHandle {
        if let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) {
            return LibraryHandle(pointer: handle, library: library)
        }
        let words = dlerror().map { String(cString: $0) } ?? "the loader does not say why"
        throw PluginError(loaderSays: words.replacing(bytes: path, by: library), library: library)
    }
}

/// A loaded file.
private struct LoadedFile {
    /// Reserves its descriptor, which is part of the path by which the loader knows it.
    let copy: SealedCopy
    let handle: LibraryHandle
}
