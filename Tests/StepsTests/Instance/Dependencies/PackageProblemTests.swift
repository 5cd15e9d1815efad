import Pipeline
import Testing

@testable import Steps

/// What the managers' own words are taken for.
///
/// Those of apt, dnf and zypper are also met for real, in `RealPackageManagerTests`; yum's and apk's
/// come from their sources and bug reports.
@Suite struct PackageProblemTests {
    typealias Line = (PackageManagerName, String, PackageProblem?)

    @Test(
        arguments: [
            (.apt, "E: Unable to locate package libfoo", .unknown("libfoo")),
            (.apt, "E: Package 'libfoo' has no installation candidate", .unknown("libfoo")),
            (.apt, "E: Couldn't find any package by glob 'lib.foo'", .unknown("lib.foo")),
            (
                .apt,
                "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 9 (apt)",
                .locked
            ),
            (.apt, "E: Unable to lock directory /var/lib/apt/lists/", .locked),
            (
                .apt, "dpkg: error: dpkg frontend lock was locked by another process with pid 9",
                .locked
            ),
            (
                .apt,
                "E: Failed to fetch http://mirror/x.deb  503  Service Unavailable [IP: 1.2.3.4 80]",
                .unreachable
            ),
            (.apt, "E: You don't have enough free space in /var/cache/apt/archives/.", .diskFull),
            (
                .apt,
                "E: Could not open lock file /var/lib/dpkg/lock - open (13: Permission denied)",
                .notPermitted
            ),
            (
                .apt, "E: dpkg was interrupted, you must manually run 'dpkg --configure -a'",
                .interrupted
            ),
            (.apt, "Setting up libyaml-0-2:amd64 (0.2.5-1) ...", nil),
            (.dnf, "No match for argument: libfoo", .unknown("libfoo")),
            (.dnf, "RPMDB already locked by 19928", .locked),
            (.dnf, "Error: Failed to download metadata for repo 'local'", .unreachable),
            (
                .dnf, "Error: This command has to be run with superuser privileges", .notPermitted
            ),
            (.dnf, "  - At least 12MB more space needed on the / filesystem.", .diskFull),
            (.dnf, "Complete!", nil),
            (.yum, "No package libfoo available.", .unknown("libfoo")),
            (
                .yum, "Existing lock /var/run/yum.pid: another copy is running as pid 9.", .locked
            ),
            (.yum, "Cannot find a valid baseurl for repo: base/7/x86_64", .unreachable),
            (.yum, "You need to be root to perform this command.", .notPermitted),
            (.zypper, "No provider of 'libfoo' found.", .unknown("libfoo")),
            (.zypper, "Package 'libfoo' not found.", .unknown("libfoo")),
            (
                .zypper, "System management is locked by the application with pid 9 (zypper).",
                .locked
            ),
            (
                .zypper, "Warning: Skipping repository 'local' because of the above error.",
                .unreachable
            ),
            (.zypper, "Root privileges are required to run this command.", .notPermitted),
            (.apk, "  libfoo (no such package):", .unknown("libfoo")),
            (.apk, "ERROR: Unable to lock database: Resource temporarily unavailable", .locked),
            (
                .apk, "WARNING: fetching https://mirror/main: temporary error (try again later)",
                .unreachable
            ),
            (.apk, "ERROR: Unable to open database: Permission denied", .notPermitted),
            (.apk, "OK: 12 MiB in 24 packages", nil),
        ] as [Line])
    func `a manager's words tell the problem`(
        manager: PackageManagerName, line: String, problem: PackageProblem?
    ) {
        #expect(manager.manager(in: .machine).problem(in: line) == problem)
    }

    @Test func `a repository that could not be read explains unknown packages`() {
        #expect(
            PackageProblem.gravest([.unknown("a"), .unreachable, .unknown("b")]) == [.unreachable])
        #expect(
            PackageProblem.gravest([.unknown("a"), .unknown("b")]) == [
                .unknown("a"), .unknown("b"),
            ])
        #expect(PackageProblem.gravest([]) == [])
    }
}
