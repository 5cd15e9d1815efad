import Glibc
import SystemPackage

extension FilePath {
    /// The path, absolute and without symbolic links, as the kernel resolves it.
    ///
    /// - Throws: `Errno` if it does not exist.
    func resolvingLinks() throws(Errno) -> FilePath {
        let resolved = withPlatformString { realpath($0, nil) }
        guard let resolved else { throw Errno(rawValue: errno) }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }
}
