import Foundation
import Pipeline
import SystemPackage

@testable import Steps

/// A throw-away root with a package database, and a repository with one package in it, made by the
/// real tools of a package manager.
struct PackageBench: ~Copyable {
    let name: PackageManagerName
    let sandbox: Sandbox
    let step: StepBench

    /// The package that the repository has.
    static let package = "enlist-test-package"
    /// The file that the package brings.
    static let file = "usr/share/enlist-test-package/file"

    /// Managers that this machine can run for real; yum and apk are not in Debian.
    static let managers: [PackageManagerName] = [.apt, .dnf, .zypper]
    static var areInstalled: Bool {
        ["dpkg-deb", "apt-ftparchive", "dnf", "zypper", "rpmbuild", "createrepo_c"]
            .allSatisfy(Peer.has)
    }

    static func make(_ name: PackageManagerName) async throws -> PackageBench {
        let bench = PackageBench(name, in: try Sandbox())
        try await bench.prepare()
        return bench
    }

    private init(_ name: PackageManagerName, in sandbox: consuming Sandbox) {
        self.name = name
        step = StepBench(InstallDependencies.kind(root: sandbox.root, environment: [:]))
        self.sandbox = sandbox
    }

    private func prepare() async throws {
        let repository = sandbox.place("../repository")
        try FileManager.default.createDirectory(at: repository, withIntermediateDirectories: true)
        switch name {
        case .apt:
            try await buildDebianPackage()
            try sandbox.put("", at: "var/lib/dpkg/status")
        default:
            try await buildRPMPackage()
            try await shell("rpm --root '\(sandbox.root.path)' --initdb")
        }
        try useRepository(at: (name == .zypper ? "dir:" : "file://") + repository.path)
    }

    /// Runs the step, with the manager named, as this machine's own may be another.
    func install(_ packages: String..., timeout: Duration? = nil) async throws {
        try await step.run(
            [
                "packages": .list(packages.map(Value.string)), "manager": .string(name.rawValue),
            ], timeout: timeout)
    }

    /// The processes that were told of the root, by argument or environment, and still run.
    func processes() throws -> [String] {
        let root = Data(sandbox.root.path.string.utf8)
        return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { id in
            Int(id) != nil
                && ["cmdline", "environ"].contains { file in
                    let content = try? Data(contentsOf: URL(filePath: "/proc/\(id)/\(file)"))
                    return content?.range(of: root) != nil
                }
        }
    }

    /// Points the root's configuration to a repository.
    func useRepository(at url: String) throws {
        switch name {
        case .apt:
            try sandbox.put("deb [trusted=yes] \(url) ./\n", at: "etc/apt/sources.list")
            try sandbox.put("Acquire::Retries \"0\";\n", at: "etc/apt/apt.conf.d/retries")
        case .zypper:
            try sandbox.put(
                "[local]\nname=local\nenabled=1\nautorefresh=1\nbaseurl=\(url)\ngpgcheck=0\n",
                at: "etc/zypp/repos.d/local.repo")
        default:
            try sandbox.put(
                "[local]\nname=local\nbaseurl=\(url)\ngpgcheck=0\n",
                at: "etc/yum.repos.d/local.repo")
        }
    }

    /// Holds the manager's lock as the manager itself does, until the task is cancelled.
    ///
    /// - Returns: the task, once the lock is held.
    func holdLock() async -> Task<Void, any Error> {
        let root = sandbox.root.path.string
        let script =
            switch name {
            case .apt:
                """
                import fcntl, sys, time
                lock = open(sys.argv[1] + "/var/lib/dpkg/lock-frontend", "w")
                fcntl.lockf(lock, fcntl.LOCK_EX)
                print("held", flush=True)
                time.sleep(600)
                """
            case .zypper:
                """
                import os, sys, time
                os.makedirs(sys.argv[1] + "/run", exist_ok=True)
                with open(sys.argv[1] + "/run/zypp.pid", "w") as lock: lock.write(f"{os.getpid()}\\n")
                print("held", flush=True)
                time.sleep(600)
                """
            default:
                """
                import dnf.lock, sys, time
                with dnf.lock.build_rpmdb_lock(sys.argv[1] + "/var/lib/dnf", True):
                    print("held", flush=True)
                    time.sleep(600)
                """
            }
        let (held, continuation) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            defer { continuation.finish() }
            _ = try await ChildProcess("/usr/bin/python3", ["-c", script, root]).run { line in
                if line == "held" { continuation.finish() }
            }
        }
        for await _ in held {}
        return task
    }

    private func buildDebianPackage() async throws {
        try sandbox.put(
            """
            Package: \(Self.package)
            Version: 1.0
            Architecture: all
            Maintainer: enlist <enlist@example.com>
            Description: a package for tests

            """, at: "../package/DEBIAN/control")
        try sandbox.put("brought by the package", at: "../package/\(Self.file)")
        try await shell(
            """
            chmod 755 package/DEBIAN
            dpkg-deb --build --root-owner-group package repository/package.deb
            cd repository && apt-ftparchive packages . > Packages
            """)
    }

    private func buildRPMPackage() async throws {
        try sandbox.put(
            """
            Name: \(Self.package)
            Version: 1.0
            Release: 1
            Summary: a package for tests
            License: none
            BuildArch: noarch
            %description
            a package for tests
            %install
            mkdir -p %{buildroot}/usr/share/\(Self.package)
            printf 'brought by the package' > %{buildroot}/\(Self.file)
            %files
            /\(Self.file)

            """, at: "../package.spec")
        try await shell(
            """
            rpmbuild -bb --quiet --define "_topdir $PWD/build" --define "_rpmdir $PWD/repository" \
                package.spec
            createrepo_c --quiet repository
            """)
    }

    /// Runs a script in the folder that holds root and repository.
    private func shell(_ script: String) async throws {
        let (ending, tail) = try await ChildProcess(
            "sh", ["-ec", script], in: FilePath(sandbox.folder.path)
        ).run()
        guard ending == .exited(0) else { throw MachineError.programFailed("sh", ending, tail) }
    }
}
