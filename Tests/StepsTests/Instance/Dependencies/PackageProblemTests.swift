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
            (.apt, "Error: Unable to locate package libfoo", .unknown("libfoo")),
            (.apt, "E: Version '9' for 'libfoo' was not found", .unknown("libfoo=9")),
            (
                .apt,
                "E: The repository 'http://mirror/x ./ Release' does not have a Release file.",
                .unreachable
            ),
            (
                .apt,
                "E: Release file for http://mirror/x/InRelease is not valid yet (invalid for "
                    + "another 1h). Updates for this repository will not be applied.",
                .unreachable
            ),
            (
                .apt,
                "E: Release file for http://mirror/x/InRelease is expired (invalid since 3d). "
                    + "Updates for this repository will not be applied.",
                .expired
            ),
            (.apt, "E: The repository 'http://mirror/x ./ Release' is not signed.", .untrusted),
            (
                .apt,
                "W: GPG error: http://x InRelease: The following signatures couldn't be "
                    + "verified because the public key is not available: NO_PUBKEY 0123",
                .untrusted
            ),
            (
                .apt, "E: Unable to correct problems, you have held broken packages.", .unsatisfied
            ),
            (.apt, "E: Unable to satisfy dependencies. Reached two conflicting", .unsatisfied),
            (
                .apt,
                "E: Held packages were changed and -y was used without "
                    + "--allow-change-held-packages.",
                .held
            ),
            (
                .apt, "E: Packages were downgraded and -y was used without --allow-downgrades.",
                .downgrade
            ),
            (.apt, "dpkg: error processing package vendor-agent (--configure):", .script),
            (
                .apt,
                "E: Could not open file /var/lib/apt/lists/x - open (30: Read-only file system)",
                .readOnly
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
            (.dnf, "No match for argument: nginx-9", .unknown("nginx-9")),
            (
                .dnf, "All matches were filtered out by exclude filtering for argument: jq",
                .excluded
            ),
            (.dnf, "Argument 'jq' matches only excluded packages.", .excluded),
            (
                .dnf,
                "(try to add '--allowerasing' to command line to replace conflicting packages)",
                .conflict
            ),
            (.dnf, "Public key for jq-1.6-1.x86_64.rpm is not installed", .untrusted),
            (.dnf, "Error: GPG check FAILED", .untrusted),
            (
                .dnf, "warning: %post(libfoo-1.0-1.noarch) scriptlet failed, exit status 1", .script
            ),
            (.dnf, "Error in POSTIN scriptlet in rpm package libfoo", .script),
            (
                .dnf, ">>> Non-critical error in post-install scriptlet: libfoo-0:1.0-1.noarch",
                .script
            ),
            (.dnf, "  - nothing provides libnone >= 2 needed by libfoo-1.0-1.noarch", .unsatisfied),
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
            (.zypper, "Warning: Digest verification failed for file 'jq.rpm'", .unreachable),
            (
                .zypper,
                "Problem: 1: the to be installed a-1-1.noarch conflicts with 'b' provided by",
                .conflict
            ),
            (
                .zypper, "warning: %post(libfoo-1.0-1.noarch) scriptlet failed, exit status 1",
                .script
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

    @Test func `a neighbour's trouble does not hide a package that nobody has`() {
        #expect(
            PackageProblem.gravest([.script, .unknown("a"), .unsatisfied]) == [.unknown("a")])
        #expect(
            PackageProblem.gravest([.unknown("a"), .untrusted]) == [.untrusted, .unknown("a")])
        #expect(PackageProblem.gravest([.script, .unsatisfied]) == [.unsatisfied])
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
