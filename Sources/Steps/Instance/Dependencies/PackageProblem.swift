/// Why packages could not be installed, as far as the manager's words tell.
enum PackageProblem: Sendable, Hashable {
    /// The process may not change the root's packages.
    case notPermitted
    case readOnly
    case diskFull
    /// Somebody else is installing.
    case locked
    /// An earlier installation was cut off.
    case interrupted
    /// A repository or its mirror did not answer as it should.
    case unreachable
    /// A repository's lists are older than they may be.
    case expired
    /// A signature that is missing, wrong, or made with a key that is unknown or has expired.
    case untrusted
    /// The manager's configuration excludes a package.
    case excluded
    /// An installed package, or another that is wanted, is in the way.
    case conflict
    /// Somebody has put a package on hold.
    case held
    /// A newer version than the wanted one is installed.
    case downgrade
    /// What a package depends on cannot be had.
    case unsatisfied
    /// A script of a package, its own or another's, has failed.
    case script
    /// No repository has the package.
    case unknown(String)

    /// From the one that explains all others to the one that explains none.
    private static let byWeight: [PackageProblem] = [
        .notPermitted, .readOnly, .diskFull, .locked, .interrupted, .unreachable, .expired,
        .untrusted, .excluded, .conflict, .held, .downgrade, .unsatisfied, .script,
    ]

    /// Which of the problems seen is the reason for the others, and the packages that nobody knows.
    ///
    /// A repository that could not be read knows no packages: so "unreachable" explains "unknown". A
    /// package that nobody knows explains what depends on it.
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
