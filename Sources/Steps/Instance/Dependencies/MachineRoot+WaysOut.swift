import Pipeline
import SystemPackage

extension MachineRoot {
    /// Refuses a sandbox if a folder that package managers write to is a link out of it.
    ///
    /// A manager uses the sandbox as a prefix to paths, and follows links as the machine does: for
    /// it, `/var/lib -> /data` in the sandbox is the machine's own `/data`.
    func refuseWaysOut() throws(Failure) {
        if isMachine { return }
        for folder in Self.written {
            let place = path.appending(folder)
            guard let resolved = try? place.resolvingLinks() else { continue }
            guard resolved.starts(with: path) else { throw .wayOut(place, to: resolved) }
        }
    }

    private static let written = [
        "bin", "etc", "etc/apt", "etc/dnf", "etc/zypp", "lib", "lib64", "opt", "run", "sbin", "usr",
        "usr/bin", "usr/lib", "usr/lib64", "usr/sbin", "usr/share", "usr/share/doc", "var",
        "var/cache", "var/cache/apt", "var/cache/dnf", "var/cache/yum", "var/cache/zypp", "var/lib",
        "var/lib/apt", "var/lib/dnf", "var/lib/dpkg", "var/lib/enlist", "var/lib/rpm",
        "var/lib/yum", "var/lib/zypp", "var/log",
    ]
}
