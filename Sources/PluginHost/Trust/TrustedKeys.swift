import Bytes
import Glibc

/// The keys whose signatures are taken for good: the files `*.pub` of a folder that only root can write.
package struct TrustedKeys: Sendable {
    private let keys: [(name: String, key: VerificationKey)]

    /// Where they are, below the folder that stands for `/`.
    package static let folder = "/etc/enlist/trusted-keys.d"
    private static let suffix = ".pub"

    /// Reads all of them.
    ///
    /// - Throws: `PluginError` for one that is no key, or not to be trusted, and where there is none.
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

    /// For a key that somebody names.
    package init(_ key: VerificationKey, name: String) { keys = [(name, key)] }

    /// The names of all keys, with their numbers.
    package var all: [(name: String, number: KeyNumber)] { keys.map { ($0.name, $0.key.number) } }

    /// Holds a file's bytes against the signature beside it.
    ///
    /// - Parameters:
    ///   - path: the file's, for its signature's and for messages.
    ///   - bytes: what is in it.
    /// - Returns: the name of the key that has signed it.
    /// - Throws: `PluginError`, where there is no signature, or none that is good.
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

    /// Anybody may have written the signature: it is good, or it is not.
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

    /// In alphabetical order.
    ///
    /// - Throws: where others can write the folder: a link that they put there could lead to any key.
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
