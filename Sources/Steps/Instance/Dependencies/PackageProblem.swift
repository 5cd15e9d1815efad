/// Why packages could not be installed, as far as the manager's words tell.
enum PackageProblem: Sendable, Hashable {
    /// The process may not change the root's packages.
    case notPermitted
    case diskFull
    /// Somebody else is installing.
    case locked
    /// An earlier installation was cut off.
    case interrupted
    /// A repository or its mirror did not answer as it should.
    case unreachable
    /// No repository has the package.
    case unknown(String)

    /// Which of the problems seen is the reason for the others.
    ///
    /// A repository that could not be read knows no packages: so "unreachable" explains "unknown".
    static func gravest(_ problems: [PackageProblem]) -> [PackageProblem] {
        for candidate in [
            PackageProblem.notPermitted, .diskFull, .locked, .interrupted, .unreachable,
        ]
        where problems.contains(candidate) {
            return [candidate]
        }
        return problems
    }
}
