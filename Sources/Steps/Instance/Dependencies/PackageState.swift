/// The state of a package in a root.
enum PackageState: Sendable, Equatable {
    case installed
    /// Unpacked, and not completely configured.
    case unfinished
    case missing
}
