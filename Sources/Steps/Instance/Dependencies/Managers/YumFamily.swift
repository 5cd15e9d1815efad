import Bytes

/// The messages of yum, dnf and the libraries beneath them.
enum YumFamily {
    /// The locks of yum, of dnf (three), and of rpm, whose database is in one of two places.
    static let locks = [
        PackageLock.process("/run/yum.pid"), .process("/var/cache/dnf/metadata_lock.pid"),
        .process("/var/cache/dnf/download_lock.pid"), .process("/var/lib/dnf/rpmdb_lock.pid"),
        .record("/var/lib/rpm/.rpm.lock"), .record("/usr/lib/sysimage/rpm/.rpm.lock"),
    ]

    static func problem(in line: String) -> PackageProblem? {
        if let problem = phrases.problem(in: line) { return problem }
        for opening in ["No match for argument: ", "No packages to list matching argument: "] {
            if let name = line.rest(after: opening)?.words().first { return .unknown(name) }
        }
        guard let words = line.rest(after: "No package ")?.words(), words.count > 1,
            words[1].begins(with: "available")
        else { return nil }
        return .unknown(words[0])
    }

    private static let phrases = ProblemPhrases([
        .notPermitted: [
            "superuser privileges", "You need to be root", "must be root", "Permission denied",
        ],
        .readOnly: ["Read-only file system"],
        .diskFull: ["No space left on device", "more space on the", "more space needed on the"],
        .locked: [
            "already locked by", "Another app is currently holding", "Existing lock",
            "can't create transaction lock",
            "Failed to obtain the transaction lock", "Failed to obtain lock",
        ],
        .unreachable: [
            "Failed to download metadata", "Cannot download repomd.xml", "Curl error",
            "Cannot retrieve repository metadata", "Cannot retrieve metalink",
            "All mirrors were tried", "No more mirrors to try", "Error downloading packages",
            "Failed to synchronize cache", "Could not resolve host", "Cannot find a valid baseurl",
            "Failed to download packages", "Interrupted by header checksum",
            "incorrect checksum",
        ],
        .untrusted: [
            "GPG check FAILED", "Public key for ", "is not signed", "OpenPGP check for package",
            "repomd.xml GPG signature verification error", "GPG key retrieval failed",
            "Bad GPG signature", "OpenPGP signature verification", "Signature verification error",
            "The GPG keys listed for the",
        ],
        .excluded: [
            "filtered out by exclude filtering", "matches only excluded packages",
            "is excluded", "All matches were filtered out",
        ],
        .conflict: [
            "--allowerasing", " conflicts with ", "conflicting requests", "file conflicts",
        ],
        .unsatisfied: [
            "nothing provides ", "none of the providers can be installed", "Depsolve Error",
            "Failed to resolve the transaction",
        ],
        .script: [
            "scriptlet failed", "scriptlet in rpm package", "n-critical error in",
            "Scriptlet failed", "Error in POSTIN scriptlet", "Error in PREIN scriptlet",
        ],
    ])
}
