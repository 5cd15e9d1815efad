import Pipeline
import SystemPackage
import Testing

@testable import Steps

@Suite("Where the agent's installer may install")
struct AgentInstallerTests {
    private func installer(_ url: String, _ environment: [String: String]) throws {
        let host = try Host(
            environment: environment, version: "test", observer: NobodyAsks())
        _ = try AgentInstaller(
            url: url, sha256: nil, parameters: [], host: host)
    }

    @Test("below a root only one from this machine runs: any other would install beside it")
    func root() throws {
        let sandbox = try Sandbox()
        let environment = ["ENLIST_ROOT": sandbox.root.path.string]
        try installer("http://127.0.0.1:4000/x.tgz", environment)
        let failure = #expect(throws: Failure.self) {
            try installer("https://example.com/x.tgz", environment)
        }
        #expect(failure?.failureClass == .refused)
        #expect(
            failure?.message == """
                the agent's installer from "https://example.com/x.tgz" would install on this \
                machine, and not below ENLIST_ROOT (\(sandbox.root.path))
                """)
        #expect(failure?.remedy.hasPrefix("unset ENLIST_ROOT on the instance") == true)
        try installer("https://example.com/x.tgz", [:])
    }
}
