package import PluginHost
import Steps
import SystemPackage

extension LibraryPlace {
    /// The program's command that calls the functions of a library.
    package static let hostCommand = "plugin-host"

    /// Libraries below the machine's root, each in a process that runs this program again.
    init(_ host: Host) {
        let root = host.root
        self.init(
            hosts: PluginHosts(
                HostProgram(
                    path: FilePath("/proc/self/exe"),
                    arguments: [LibraryPlace.hostCommand],
                    environment: ChildProcess.environment(passing: host.environment)
                        // A crash is told by its signal; looking for its place takes seconds.
                        .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 })),
            isMachine: root.isMachine,
            trustedKeys: KeyFiles.trustedFolder(host.environment),
            locate: { path in
                // What an earlier step has put there; the machine's own where there is none.
                guard path.utf8.starts(with: "/".utf8), !root.isMachine,
                    (try? root.has(path)) == true,
                    let place = try? root.locate(path)
                else { return path }
                return place.string
            })
    }
}
