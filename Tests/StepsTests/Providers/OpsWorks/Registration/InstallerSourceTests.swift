import HTTP
import Pipeline
import Testing

@testable import Steps

@Suite("Where the agent's installer may come from")
struct InstallerSourceTests {
    @Test(
        "HTTPS, or this machine itself",
        arguments: [
            "https://opsworks-instance-agent.s3.amazonaws.com/4001/x.tgz", "HTTPS://a/b",
            "http://127.0.0.1:4000/x", "http://localhost/x", "http://[::1]:80/x",
            "http://127.0.0.1",
        ])
    func accepted(url: String) throws {
        #expect(try InstallerSource(url).url.text == url)
    }

    @Test(
        "and nowhere else",
        arguments: [
            "http://example.com/x", "http://127.0.0.1.example.com/x",
            "http://127.0.0.1@example.com/",
            "http://localhost.example.com", "http://user@localhost/", "file:///etc/passwd",
            "ftp://127.0.0.1/x", "", "127.0.0.1/x", "http://[::1].example.com/", "http://[::2]/",
        ])
    func refused(url: String) {
        let failure = #expect(throws: Failure.self) { try InstallerSource(url) }
        #expect(failure?.failureClass == .refused)
    }
}
