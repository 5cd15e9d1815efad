import Glibc
import SystemPackage

extension FilePath {
    /// The folder in which the program was started; `/` if that is gone.
    static var workingFolder: FilePath {
        guard let here = getcwd(nil, 0) else { return "/" }
        defer { free(here) }
        return FilePath(platformString: here)
    }
}
