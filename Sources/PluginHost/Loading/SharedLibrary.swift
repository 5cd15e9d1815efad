import Cryptography
import Glibc

/// Shared libraries in this process.
enum SharedLibrary {
    /// More than any plugin has that is kept in memory as it was verified, in bytes.
    private static let largest = 256 << 20

    /// Loads a library's file, once it is found to be one that nobody else can have changed.
    static func load(path: String) throws(PluginError) -> UnsafeMutableRawPointer {
        let file = try TrustedFile(path)
        try MachineCheck.check(header(of: file), path)
        return try load(file.pathOfDescriptor, as: path)
    }

    /// Loads a plugin's file, which may have to be a certain one, or signed.
    ///
    /// What has been verified is what is loaded, whatever happens to the file meanwhile.
    static func load(_ plugin: PluginLoad) throws -> UnsafeMutableRawPointer {
        guard plugin.sha256 != nil || plugin.trustedKeys != nil else {
            return try load(path: plugin.path)
        }
        let file = try TrustedFile(plugin.path)
        let bytes = try file.bytes(atMost: largest)
        if let expected = plugin.sha256 {
            let found = try SHA256.digits(of: bytes)
            guard found == expected else {
                throw PluginError.wrongSum(plugin.path, expected: expected, found: found)
            }
        }
        if let folder = plugin.trustedKeys {
            try TrustedKeys(folder: folder).verify(plugin.path, bytes)
        }
        try MachineCheck.check(bytes.prefix(64), plugin.path)
        let copy = try SealedCopy(bytes, of: plugin.path)
        return try load(copy.pathOfDescriptor, as: plugin.path)
    }

    /// Loads a library that the machine's loader is to find, in the folders of the machine.
    static func load(name: String) throws(PluginError) -> UnsafeMutableRawPointer {
        try load(name, as: name)
    }

    private static func load(
        _ path: String, as library: String
    ) throws(PluginError) -> UnsafeMutableRawPointer {
        if let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) { return handle }
        let reason = dlerror().map { String(cString: $0) } ?? "the loader does not say why"
        // As the loader words it: `libb.so.1: cannot open shared object file: No such file …`.
        if let colon = reason.firstIndex(of: ":"), reason[..<colon] != path,
            reason[colon...].hasPrefix(": cannot open shared object file")
        {
            throw .missingDependency(library, needs: String(reason[..<colon]))
        }
        throw .notLoaded(library: library, reason.replacing(path, with: library))
    }

    private static func header(of file: borrowing TrustedFile) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 64)
        let count = pread(file.descriptor, &header, header.count, 0)
        return Array(header.prefix(max(count, 0)))
    }
}
