import Bytes
import CCurl
import Glibc

/// Where the CA certificates are that TLS trusts.
enum TrustStore: Sendable, Equatable {
    /// A file with all of them; every other place is out.
    case file(String)
    /// A folder with a file for each, named by the hash of its subject, of which only those that are needed are
    /// read.
    case folder(String)
    /// Whatever libcurl was built with.
    case builtIn

    /// Finds the store: what the environment names, else the system's folder, else what libcurl was built with.
    ///
    /// OpenSSL takes 20 to 40 ms of a processor to read a file of 140 certificates, and next to nothing to find
    /// one in a folder.
    ///
    /// - Parameters:
    ///   - bundle: a file that is to be trusted instead of the system's store; nil for none.
    ///   - system: what the system has; its folder counts only if it has all that its file has.
    init(bundle: String?, system: SystemCertificates = .installed) {
        if let bundle {
            self = .file(bundle)
        } else if let folder = system.completeFolder {
            self = .folder(folder)
        } else {
            self = .builtIn
        }
    }
}

/// The places where the system keeps the CA certificates that it trusts.
struct SystemCertificates: Sendable {
    /// The file with all of them; nil if libcurl knows of none.
    let file: String?
    /// The folders that may have a file for each, the first first.
    let folders: [String]

    /// Those of this system; only OpenSSL has folders whose files are named by hashes.
    static let installed: SystemCertificates = {
        let version = ccurl_version_info()?.pointee
        let backend = version?.ssl_version.map { String(cString: $0) } ?? ""
        guard backend.begins(with: "OpenSSL/"), let version else {
            return SystemCertificates(file: nil, folders: [])
        }
        return SystemCertificates(
            file: version.cainfo.map { String(cString: $0) },
            // libcurl's own, else those of Debian and SUSE, and of Fedora and Amazon Linux.
            folders: version.capath.map { [String(cString: $0)] } ?? [
                "/etc/ssl/certs", "/etc/pki/ca-trust/extracted/pem/directory-hash",
            ])
    }()

    /// The first folder that has as many certificates as the file, by their hashes; nil if none has.
    var completeFolder: String? {
        let least = max(1, file.map(Self.certificates(in:)) ?? 1)
        return folders.first { Self.hashes(in: $0) >= least }
    }

    /// How many certificates a file has in PEM's format.
    private static func certificates(in file: String) -> Int {
        guard let content = content(of: file) else { return 0 }
        let mark = Array("-----BEGIN ".utf8)
        // In place: the file has 200 KB and thousands of lines.
        return content.withUnsafeBytes { bytes in
            var count = 0
            var rest = bytes[...]
            while true {
                if rest.starts(with: mark) { count += 1 }
                guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return count }
                rest = rest[(end + 1)...]
            }
        }
    }

    /// How many files of a folder have names as `3513523f.0`; a dangling link does not count.
    private static func hashes(in folder: String) -> Int {
        guard let handle = opendir(folder) else { return 0 }
        defer { closedir(handle) }
        var found = 0
        while let entry = readdir(handle) {
            let isHash = withUnsafeBytes(of: &entry.pointee.d_name) { name in
                let name = name.prefix { $0 != 0 }
                return name.count >= 10 && name[8] == UInt8(ascii: ".")
                    && name.prefix(8).allSatisfy(\.isHexDigit)
                    && name.dropFirst(9).allSatisfy { (0x30...0x39).contains($0) }
            }
            guard isHash else { continue }
            let isThere = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    faccessat(dirfd(handle), $0, R_OK, 0) == 0
                }
            }
            if isThere { found += 1 }
        }
        return found
    }

    /// A file of a reasonable size; nil if none exists that can be read.
    private static func content(of file: String) -> [UInt8]? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, (1...(16 << 20)).contains(status.st_size) else {
            return nil
        }
        var content = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = content.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count == content.count ? content : nil
    }
}
