import Foundation
import LocalCloud
import Testing

struct SystemReasonTests {
    @Test(
        arguments: [
            ("/nonexistent/scenario.json", "No such file or directory"),
            ("/", "Is a directory"),
        ])
    func `a file that cannot be read is refused in the system's words`(
        file: String, reason: String
    ) {
        let error = #expect(throws: ScenarioError.self) { try Scenario(file: file) }
        #expect(
            error?.description
                == "\(file): cannot be read: \(reason)\n    remedy: name a file that this user can read"
        )
    }

    @Test func `a port that is taken is refused in the system's words`() async throws {
        let first = try await LocalCloud(Scenario.standard, port: 0)
        let port = try #require(URL(string: first.endpoint)?.port)
        let error = await #expect(throws: ServerError.self) {
            _ = try await LocalCloud(Scenario.standard, port: UInt16(port))
        }
        #expect(
            error?.description
                == "cannot listen on 127.0.0.1:\(port): Address already in use\n"
                + "    remedy: use another --port, or 0 for any that is free")
        await first.stop()
    }
}
