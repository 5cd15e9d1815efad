import Testing

@testable import Steps

@Suite("The environment of the agent's installer")
struct InstallerEnvironmentTests {
    private func passed(_ own: [String: String]) -> [String: String] {
        AgentInstaller.environment(own, bucket: "b")
            .filter { ChildProcess.environment()[$0.key] == nil }
    }

    @Test("says where services are and by which way they are reached, and no key")
    func passedOn() {
        let ways = [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_OPSWORKS": "http://x",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:2", "https_proxy": "http://p",
            "NO_PROXY": "x", "SSL_CERT_DIR": "/etc/certs", "ENLIST_ROOT": "/r",
        ]
        let others = [
            "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_SESSION_TOKEN": "c",
            "AWS_PROFILE": "p", "LD_PRELOAD": "x", "PATH": "/x",
        ]
        #expect(
            passed(ways.merging(others) { $1 })
                == ways.merging(["OPSWORKS_ASSETS_DOWNLOAD_BUCKET": "b"]) { $1 })
    }

    @Test("names enlist's bundle of certificates as curl and Ruby know it")
    func certificates() {
        #expect(
            passed(["AWS_CA_BUNDLE": "/ca.pem", "SSL_CERT_FILE": "/own.pem"]) == [
                "AWS_CA_BUNDLE": "/ca.pem", "CURL_CA_BUNDLE": "/ca.pem",
                "SSL_CERT_FILE": "/own.pem", "OPSWORKS_ASSETS_DOWNLOAD_BUCKET": "b",
            ])
        #expect(passed([:]) == ["OPSWORKS_ASSETS_DOWNLOAD_BUCKET": "b"])
    }
}
