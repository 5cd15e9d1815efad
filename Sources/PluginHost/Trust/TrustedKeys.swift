import Bytes
import Glibc

/// The keys whose signatures are accepted: the files `*.pub` of a folder that only root can write.
package struct TrustedKeys: Sendable {
    private let keys: [(name: String, key: VerificationKey)]

    /// Their folder, below the root.
    package static let folder = "/etc/enlist/trusted-keys.d"
    private static let suffix = ".pub"

    /// Reads all keys.
    ///
    /// - Throws: `PluginError` if a file is not a key, is not trusted, or if there are no keys.
    package init(folder: String) throws {
        var keys: [(String, VerificationKey)] = []
        for name in try TrustedKeys.names(in: folder) {
            let path = "\(folder)/\(name)"
            let file = try TrustedFile(path)
            guard let key = VerificationKey(try file.bytes(atMost: SignifyFile.longest)) else {
                throw PluginError.notAKey(path)
            }
            let title = name.utf8.dropLast(Self.suffix.utf8.count)
            keys.append((String(decoding: title, as: UTF8.self), key))
        }
        guard !keys.isEmpty else { throw PluginError.noTrustedKeys(folder) }
        self.keys = keys
    }

    /// Creates a set of one key, which a person names.
    package init(_ key: VerificationKey, name: String) { keys = [(name, key)] }

    /// The names of all keys, with their numbers.
    package var all: [(name: String, number: KeyNumber)] { keys.map { ($0.name, $0.key.number) } }

    /// Verifies a file's bytes with the signature beside it.
    ///
    /// - Parameters:
    ///   - path: the file's path, to find its signature and for messages.
    ///   - bytes: its content.
    /// - Returns: the name of the key that has signed it.
    /// - Throws: `PluginError` if there is no signature, or no valid one.
    @discardableResult
    package func verify(_ path: String, _ bytes: [UInt8]) throws -> String {
        let signature = try TrustedKeys.signature(of: path)
        guard let (name, key) = keys.first(where: { $0.key.number == signature.number }) else {
            throw PluginError.unknownKey(path, number: signature.number.text)
        }
        guard signature.isValid(of: bytes, by: key) else {
            throw PluginError.wrongSignature(path, key: name)
        }
        return name
    }

    /// Reads a signature, whose author does not matter: it is valid, or it is not.
    private static func signature(of path: String) throws(PluginError) -> DetachedSignature {
        let name = path + DetachedSignature.suffix
        let place = open(name, OrdinaryFile.placeOnly | O_CLOEXEC)
        guard place >= 0 else { throw .noSignature(path) }
        defer { close(place) }
        guard let bytes = try? OrdinaryFile(place, name).bytes(most: SignifyFile.longest),
            let signature = DetachedSignature(bytes)
        else { throw .notASignature(name) }
        return signature
    }

    /// Returns the names in alphabetical order.
    ///
    /// - Throws: if others can write the folder: a link that they create there could lead to any
    ///   key.
    private static func names(in folder: String) throws(PluginError) -> [String] {
        guard access(folder, F_OK) == 0 else { return [] }
        let way = try TrustedPath(folder)
        let descriptor = open("/proc/self/fd/\(way.place)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, let entries = fdopendir(descriptor) else {
            throw .notLoaded(library: folder, String(cString: strerror(errno)))
        }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.ends(with: suffix), !name.begins(with: ".") { names.append(name) }
        }
        return names.sorted()
    }
}
