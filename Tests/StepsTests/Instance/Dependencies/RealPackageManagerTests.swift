import Foundation
import Pipeline
import Testing

@testable import Steps

@Suite(
    .enabled(if: PackageBench.areInstalled, "make setup installs apt-ftparchive, dnf and zypper"))
struct RealPackageManagerTests {
    @Test(arguments: PackageBench.managers)
    func `a missing package is installed, once, and into the root only`(
        manager: PackageManagerName
    ) async throws {
        let bench = try await PackageBench.make(manager)
        let before = MachineTraces.now
        try await bench.install(PackageBench.package)
        #expect(bench.sandbox.text(at: PackageBench.file) == "brought by the package")
        try await bench.install(PackageBench.package)
        #expect(
            bench.step.recorder.notes == [
                "installed \(PackageBench.package) with \(manager.rawValue)",
                "installed already: \(PackageBench.package)",
            ])
        #expect(MachineTraces.now == before)
    }

    @Test(arguments: PackageBench.managers)
    func `a package that is named twice is installed once`(
        manager: PackageManagerName
    ) async throws {
        let bench = try await PackageBench.make(manager)
        try await bench.install(PackageBench.package, PackageBench.package)
        #expect(
            bench.step.recorder.notes
                == ["installed \(PackageBench.package) with \(manager.rawValue)"])
    }

    @Test(arguments: PackageBench.managers)
    func `a package that no repository has is refused and named`(
        manager: PackageManagerName
    ) async throws {
        let bench = try await PackageBench.make(manager)
        let failure = await #expect(throws: Failure.self) {
            try await bench.install("no-such-package", PackageBench.package)
        }
        #expect(failure?.failureClass == .refused)
        #expect(failure?.message == "no package repository has `no-such-package`")
        #expect(
            failure?.remedy
                == "correct the parameter `packages`, or add the repository that has it")
        #expect(failure?.details.isEmpty == false)
    }

    @Test(arguments: PackageBench.managers)
    func `a lock that somebody else holds is busy, and works once it is free`(
        manager: PackageManagerName
    ) async throws {
        let bench = try await PackageBench.make(manager)
        let holder = await bench.holdLock()
        let failure = await #expect(throws: Failure.self) {
            try await bench.install(PackageBench.package)
        }
        #expect(failure?.failureClass == .busy)
        holder.cancel()
        _ = await holder.result
        try await bench.install(PackageBench.package)
        #expect(bench.sandbox.text(at: PackageBench.file) == "brought by the package")
    }

    @Test(arguments: PackageBench.managers)
    func `a mirror that does not answer is transient`(manager: PackageManagerName) async throws {
        let bench = try await PackageBench.make(manager)
        // The discard port, on which nobody listens.
        try bench.useRepository(at: "http://127.0.0.1:9/repository")
        let failure = await #expect(throws: Failure.self) {
            try await bench.install(PackageBench.package)
        }
        #expect(failure?.failureClass == .transient)
        #expect(failure?.cause == .unavailable)
    }

    @Test(arguments: PackageBench.managers)
    func `a mirror that accepts and never answers ends with the attempt's time, and leaves nothing`(
        manager: PackageManagerName
    ) async throws {
        let bench = try await PackageBench.make(manager)
        let mirror = try SilentServer()
        try bench.useRepository(at: "http://127.0.0.1:\(mirror.port)/repository")
        let failure = await #expect(throws: Failure.self) {
            try await bench.install(PackageBench.package, timeout: .seconds(1))
        }
        #expect(failure?.failureClass == .timeout)
        #expect(try bench.processes() == [])
    }

    @Test(arguments: PackageBench.managers)
    func `what the manager prints goes to the log`(manager: PackageManagerName) async throws {
        let bench = try await PackageBench.make(manager)
        try await bench.install(PackageBench.package)
        #expect(bench.step.recorder.output.contains { $0.contains(PackageBench.package) })
    }

    @Test(arguments: PackageBench.managers)
    func `a root with a way out is not installed into`(manager: PackageManagerName) async throws {
        let bench = try await PackageBench.make(manager)
        try bench.sandbox.put("", at: "../outside/file")
        try bench.sandbox.link("usr", to: bench.sandbox.place("../outside").path)
        let failure = await #expect(throws: Failure.self) {
            try await bench.install(PackageBench.package)
        }
        let folder = bench.sandbox.folder.path
        #expect(
            failure?.message
                == "nothing can be installed: `\(folder)/root/usr` leads out of ENLIST_ROOT, to "
                + "`\(folder)/outside`")
        #expect(bench.sandbox.text(at: "../outside/share/\(PackageBench.package)/file") == nil)
    }

    @Test func `an installation that was cut off is finished first`() async throws {
        let bench = try await PackageBench.make(.apt)
        // dpkg's journal, as it stays behind when dpkg dies (dpkg's `updates` folder).
        try bench.sandbox.put(
            "Package: half\nStatus: install ok unpacked\nVersion: 1\nArchitecture: all\n"
                + "Maintainer: x\nDescription: x\n", at: "var/lib/dpkg/updates/0000")
        try bench.sandbox.put("", at: "var/lib/dpkg/info/half.list")
        try await bench.install(PackageBench.package)
        #expect(bench.sandbox.text(at: PackageBench.file) == "brought by the package")
    }

    /// What package managers change on the machine when they are not told of the root in full.
    private struct MachineTraces: Equatable {
        let sizes: [String: Int]

        static var now: Self {
            let files = [
                "/var/lib/dpkg/status", "/var/log/dpkg.log", "/var/log/apt/history.log",
                "/var/log/zypper.log", "/var/log/zypp/history", "/var/log/dnf.log",
                "/var/lib/rpm/rpmdb.sqlite", "/root/.rpmdb/rpmdb.sqlite",
            ]
            return Self(
                sizes: Dictionary(
                    uniqueKeysWithValues: files.map { file in
                        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
                        return (file, attributes?[.size] as? Int ?? -1)
                    }))
        }
    }
}
