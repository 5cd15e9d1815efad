import Foundation
import HTTP
import Testing

/// `openssl s_server` with a certificate of its own for 127.0.0.1, that nobody trusts.
private final class UntrustedServer {
    static let openssl = "/usr/bin/openssl"

    let port: Int
    let certificate: String
    private let folder: URL
    private let process = Process()

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "enlist-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "certificate.pem").path
        let key = folder.appending(path: "key.pem").path
        let maker = try Process.run(
            URL(filePath: UntrustedServer.openssl),
            arguments: [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "1", "-subj", "/CN=enlist test", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate, "-batch",
            ])
        maker.waitUntilExit()

        process.executableURL = URL(filePath: UntrustedServer.openssl)
        process.arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It says `ACCEPT 127.0.0.1:PORT` when it listens.
        var said = ""
        while !said.contains("\n") || !said.contains("ACCEPT") {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { break }
            said += String(decoding: bytes, as: UTF8.self)
        }
        let line = said.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }
        port = try #require(line?.split(separator: ":").last.flatMap { Int($0) })
    }

    deinit {
        // Not SIGTERM: a child inherits the signals that a thread of Swift's has blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }
}

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: UntrustedServer.openssl)))
struct TLSTests {
    private func status(
        _ host: String, _ port: Int, _ environment: [String: String]
    ) async throws -> Int {
        let client = try HTTPClient(userAgent: "t", environment: environment)
        return try await client.send(HTTPRequest(.get, HTTPURL("https://\(host):\(port)/"))).status
    }

    @Test func `a certificate counts only if it is trusted and names the host`() async throws {
        let server = try UntrustedServer()
        let untrusted = await #expect(throws: HTTPError.self) {
            try await status("127.0.0.1", server.port, [:])
        }
        guard case .tlsFailed = untrusted?.reason else {
            Issue.record("\(String(describing: untrusted))")
            return
        }
        #expect(untrusted?.mayHaveArrived == false)

        let trusting = ["AWS_CA_BUNDLE": server.certificate]
        #expect(try await status("127.0.0.1", server.port, trusting) == 200)

        let misnamed = await #expect(throws: HTTPError.self) {
            try await status("localhost", server.port, trusting)
        }
        guard case .tlsFailed = misnamed?.reason else {
            Issue.record("\(String(describing: misnamed))")
            return
        }

        let bundleless = await #expect(throws: HTTPError.self) {
            try await status("127.0.0.1", server.port, ["AWS_CA_BUNDLE": "/nonexistent"])
        }
        guard case .tlsFailed = bundleless?.reason else {
            Issue.record("\(String(describing: bundleless))")
            return
        }
    }
}
