/// Why packages could not be installed, as far as the manager's output shows.
enum PackageProblem: Sendable, Hashable {
    /// The process may not change the root's packages.
    case notPermitted
    case readOnly
    case diskFull
    /// Another process is installing.
    case locked
    /// An earlier installation was interrupted.
    case interrupted
    /// A repository or its mirror did not answer, or not as it should.
    case unreachable
    /// A repository's lists have expired.
    case expired
    /// A signature is missing, wrong, or made with a key that is unknown or has expired.
    case untrusted
    /// The manager's configuration excludes a package.
    case excluded
    /// A conflict with an installed package, or with another requested one.
    case conflict
    /// A package is on hold.
    case held
    /// A newer version than the wanted one is installed.
    case downgrade
    /// A dependency of a package is not available.
    case unsatisfied
    /// A script of a package, one of these or another, has failed.
    case script
    /// No repository has the package.
    case unknown(String)

    /// Ordered from the one that explains all others to the one that explains none.
    private static let byWeight: [PackageProblem] = [
        .notPermitted, .readOnly, .diskFull, .locked, .interrupted, .unreachable, .expired,
        .untrusted, .excluded, .conflict, .held, .downgrade, .unsatisfied, .script,
    ]

    /// The problem that is the reason for the others, and the unknown packages.
    ///
    /// A repository that could not be read knows no packages: so "unreachable" explains "unknown".
    /// An unknown package explains what depends on it.
    static func gravest(_ problems: [PackageProblem]) -> [PackageProblem] {
        let unknown = problems.filter { if case .unknown = $0 { true } else { false } }
        let gravest = byWeight.first(where: problems.contains).map { [$0] } ?? []
        switch gravest.first {
        case .untrusted, .expired, .excluded: return gravest + unknown
        case .conflict, .held, .downgrade, .unsatisfied, .script:
            return unknown.isEmpty ? gravest : unknown
        default: return gravest.isEmpty ? unknown : gravest
        }
    }
}
