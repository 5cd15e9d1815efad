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
        for name in TrustedKeys.names(in: folder) {
            let path = "\(folder)/\(name)"
            let file = try TrustedFile(path)
            guard let key = VerificationKey(try file.bytes(atMost: SignifyFile.longest)) else {
                throw PluginError.notAKey(path)
            }
            keys.append((String(name.dropLast(Self.suffix.utf8.count)), key))
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
        let place = path + DetachedSignature.suffix
        let descriptor = open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .noSignature(path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: SignifyFile.longest)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0, let signature = DetachedSignature(Array(bytes.prefix(count))) else {
            throw .notASignature(place)
        }
        return signature
    }

    /// In alphabetical order.
    private static func names(in folder: String) -> [String] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(suffix), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
