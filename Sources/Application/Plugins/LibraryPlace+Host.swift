package import PluginHost
import Steps
import SystemPackage

extension LibraryPlace {
    /// The command of this program that calls a library's functions.
    package static let hostCommand = "plugin-host"

    /// Libraries below the machine's root, each in a process that runs this program.
    init(_ host: Host) {
        let root = host.root
        self.init(
            hosts: PluginHosts(
                HostProgram(
                    path: FilePath("/proc/self/exe"),
                    arguments: [LibraryPlace.hostCommand],
                    environment: ChildProcess.environment(passing: host.environment)
                        // A crash is recognised by its signal; symbolising its backtrace takes
                        // seconds.
                        .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 })),
            isMachine: root.isMachine,
            trustedKeys: KeyFiles.trustedFolder(host.environment),
            locate: { path in
                // A file that an earlier step has put there; the machine's own if none exists.
                guard path.utf8.starts(with: "/".utf8), !root.isMachine,
                    (try? root.has(path)) == true,
                    let place = try? root.locate(path)
                else { return path }
                return place.string
            })
    }
}
