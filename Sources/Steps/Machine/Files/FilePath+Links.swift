import Glibc
import SystemPackage

extension FilePath {
    /// The same place, absolute and without symbolic links, as the kernel resolves them.
    ///
    /// - Throws: `Errno` where there is no such place.
    func resolvingLinks() throws(Errno) -> FilePath {
        let resolved = withPlatformString { realpath($0, nil) }
        guard let resolved else { throw Errno(rawValue: errno) }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }
}
