import Glibc
import HTTP
import TestServer
import Testing

@Suite struct HTTPDownloadTests {
    /// A path in a folder of its own where nothing is yet; the folder goes away with it.
    private final class FreshPath {
        let folder: String
        var path: String { folder + "/file" }

        init() {
            var template = Array("/tmp/enlist-http-XXXXXX".utf8CString)
            folder = String(cString: mkdtemp(&template))
        }

        deinit {
            unlink(path)
            rmdir(folder)
        }
    }

    private let fresh = FreshPath()

    private func contents(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
    }

    private func download(_ acts: [ScriptedServer.Act], to path: String, limit: Int = 100)
        async throws -> HTTPResponse
    {
        let server = ScriptedServer.start { _, _ in acts }
        defer { server.stop() }
        var request = HTTPRequest(.get, try HTTPURL(server.url))
        request.destination = .file(path: path, limit: limit)
        return try await HTTPClient(userAgent: "t", environment: [:]).send(request)
    }

    @Test(arguments: ["the whole of it", ""])
    func `a download is in its file, for its owner alone`(_ body: String) async throws {
        let path = fresh.path
        let response = try await download([.reply(200, body)], to: path)
        #expect(response.body.isEmpty)
        #expect(contents(path) == body)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func `the page that comes with an error is no download`() async throws {
        let path = fresh.path
        let response = try await download([.reply(404, "not here")], to: path)
        #expect(String(decoding: response.body, as: UTF8.self) == "not here")
        #expect(contents(path) == nil)
    }

    @Test(arguments: [
        ("12345", 5, HTTPError.Reason.bodyCutOff(received: 5)),
        ("123456", 5, HTTPError.Reason.bodyTooLarge(limit: 5)),
    ])
    func `a download that fails leaves nothing behind`(
        _ body: String, _ limit: Int, _ reason: HTTPError.Reason
    ) async throws {
        let path = fresh.path
        let error = await #expect(throws: HTTPError.self) {
            let reply = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body
            _ = try await download([.send(reply), .close], to: path, limit: limit)
        }
        #expect(error?.reason == reason)
        #expect(contents(path) == nil)
    }

    @Test func `a file that is there already is not touched`() async throws {
        let path = fresh.path
        _ = try await download([.reply(200, "first")], to: path)
        let error = await #expect(throws: HTTPError.self) {
            _ = try await download([.reply(200, "second")], to: path)
        }
        #expect(error?.reason == .fileNotWritten(path: path, "File exists"))
        #expect(contents(path) == "first")
    }
}
