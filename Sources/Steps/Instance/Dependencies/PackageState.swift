/// How far a root has a package.
enum PackageState: Sendable, Equatable {
    case installed
    /// Unpacked, and not configured to its end.
    case unfinished
    case missing
}
