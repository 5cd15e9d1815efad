import FoundationEssentials
import HTTP
import JSON
import TestServer
import Testing

@testable import AWS

/// libcurl's signatures against botocore's, which `Tests/Peers/test_signature.py` computes and
/// checks again.
@Suite struct SignatureTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let fields: ReplyFields
        let name: String
        var testDescription: String { name }
    }

    static let vectors: [Vector] = {
        do {
            let path = String(#filePath.dropLast("Tests.swift".count)) + "Vectors.json"
            let text = try #require(try SmallFile.text(path))
            guard case .array(let elements) = try JSONParser.parse(Array(text.utf8)) else {
                return []
            }
            return try elements.map {
                let fields = try ReplyFields($0)
                return Vector(fields: fields, name: try fields.string("name"))
            }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    @Test(arguments: vectors)
    func `libcurl signs as botocore does`(_ vector: Vector) async throws {
        let fields = vector.fields
        // The server is the proxy of a host that need not exist, so that its name can be signed.
        let server = ScriptedServer.start { _, _ in [.reply()] }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: ["http_proxy": server.url])
        var request = HTTPRequest(
            .post, try HTTPURL(fields.string("url")),
            body: Array((try fields.optionalString("body") ?? "").utf8))
        for header in try fields.object("headers").members {
            request.headers.add(header.name, header.value.string ?? "")
        }
        request.headers.add("X-Amz-Date", try fields.string("date"))
        let token = try fields.optionalString("token")
        request.signature = SigV4(
            service: try fields.string("service"), region: try fields.string("region"),
            accessKeyID: try fields.string("accessKeyID"),
            secretAccessKey: try fields.string("secretAccessKey"), sessionToken: token)
        _ = try await client.send(request)
        let sent = try #require(server.requests.first)
        #expect(sent.headers["authorization"] == (try fields.string("authorization")))
        #expect(sent.headers["x-amz-security-token"] == token)
        #expect(sent.body == String(decoding: request.body, as: UTF8.self))
    }

    @Test func `there are vectors`() {
        #expect(SignatureTests.vectors.count == 7)
    }
}
