import Foundation
import Pipeline
import Testing

@testable import Steps

@Suite struct InstallDependenciesTests {
    @Test(
        arguments: [
            (.apt, "libyaml-0-2", "nfs-common"), (.dnf, "libyaml", "nfs-utils"),
            (.yum, "libyaml", "nfs-utils"), (.zypper, "libyaml-0-2", "nfs-client"),
            (.apk, "yaml", "nfs-utils"),
        ] as [(PackageManagerName, String, String)])
    func `each manager has its own names`(manager: PackageManagerName, yaml: String, nfs: String) {
        #expect(Dependency("libyaml").name(for: manager) == yaml)
        #expect(Dependency("nfs-utils").name(for: manager) == nfs)
        #expect(Dependency("jq").name(for: manager) == "jq")
        #expect(Dependency([manager: "own"]).name(for: manager) == "own")
        #expect(Dependency([:]).name(for: manager) == nil)
    }

    @Test(arguments: [
        "", "-y", "--root=/", "a b", "a;b", "$(id)", "a*", "a/b", "a=", "a>1", "foo-", "é",
        "a\nb", "${hostname} ", "../a", String(repeating: "a", count: 129), "@group",
    ])
    func `what is no package's name is refused before anything happens`(name: String) async throws {
        let sandbox = try Sandbox()
        let bench = StepBench(InstallDependencies.kind(root: sandbox.root, environment: [:]))
        await #expect(throws: (any Error).self) {
            try await bench.run(["packages": [.string(name)]])
        }
        await #expect(throws: (any Error).self) {
            try await bench.run(["packages": [["apt": .string(name)]]])
        }
        #expect(bench.recorder.output == [])
        #expect(try sandbox.tree() == ["root"])
    }

    @Test(arguments: [
        "a", "g++", "libstdc++6", "libyaml-0-2", "python3.11", "GeoIP", "7zip", "a_b",
    ])
    func `what managers use as names is one`(name: String) {
        #expect(Dependency(name).problem() == nil)
    }

    @Test(
        arguments: [
            ["packages": "libyaml"], ["packages": [.number(1.5)]], ["packages": [["pacman": "x"]]],
            ["packages": [["apt": 1]]], ["packages": [[:]]], ["manager": "pacman"],
            ["packages": [], "package": []],
        ] as [[String: Value]])
    func `parameters of another shape are refused`(parameters: [String: Value]) async throws {
        let sandbox = try Sandbox()
        let bench = StepBench(InstallDependencies.kind(root: sandbox.root, environment: [:]))
        await #expect(throws: Diagnostics.self) { try await bench.run(parameters) }
    }

    @Test func `no packages are no work`() async throws {
        let sandbox = try Sandbox()
        let bench = StepBench(InstallDependencies.kind(root: sandbox.root, environment: [:]))
        try await bench.run(["packages": []])
        #expect(bench.recorder.notes == [])
    }

    @Test(.enabled(if: Peer.has("dpkg-query"), "needs Debian or Ubuntu"))
    func `without a database of its own a root is held against the machine's`() async throws {
        let sandbox = try Sandbox()
        let bench = StepBench(InstallDependencies.kind(root: sandbox.root, environment: [:]))
        try await bench.run(["packages": ["dpkg", "bash"]])
        #expect(bench.recorder.notes == ["installed already: dpkg, bash"])

        let failure = await #expect(throws: Failure.self) {
            try await bench.run(["packages": ["dpkg", "no-such-package"]])
        }
        let root = sandbox.root.path
        #expect(
            failure
                == Failure(
                    .refused,
                    "`no-such-package` is not installed, and nothing can be installed below "
                        + "\(root), which has no package database of `apt`",
                    remedy: "install it on the machine, or make ENLIST_ROOT a root with a package "
                        + "database; a rehearsal may skip the step (--skip install-dependencies)"))
        #expect(try sandbox.tree() == ["root"])
    }

    @Test func `a manager that the machine does not have is refused by its name`() async throws {
        let sandbox = try Sandbox()
        let bench = StepBench(InstallDependencies.kind(root: sandbox.root, environment: [:]))
        let failure = await #expect(throws: Failure.self) {
            try await bench.run(["manager": "apk"])
        }
        #expect(
            failure
                == Failure(
                    .refused, "this machine has no packages that `apk` looks after",
                    remedy: "leave the parameter `manager` out, or name the one that the machine "
                        + "has"))
    }

    @Test func `a mapping without the manager's name is refused`() async throws {
        let bench = try await PackageBench.make(.apt)
        let failure = await #expect(throws: Failure.self) {
            try await bench.step.run(["packages": [["dnf": "x"]]])
        }
        #expect(failure?.message == #"the package {"dnf":"x"} has no name for `apt`"#)
    }
}
