import HTTP
import Pipeline
import SystemPackage

/// The address of the agent's installer: its code will run as root, so it is HTTPS, or plain HTTP
/// from this machine itself.
struct InstallerSource: Sendable {
    /// The limit in bytes for the archive; the real one had about 20 MB.
    private static let mostBytes = 256 << 20

    let url: HTTPURL

    /// Whether this machine itself serves it, so that it comes from a stand-in for OpsWorks.
    var isThisMachine: Bool { Self.isThisMachine(url.host) }

    /// Takes the address.
    ///
    /// - Throws: a failure of class `refused` for an address that is not acceptable.
    init(_ text: String) throws(Failure) {
        guard let url = try? HTTPURL(text), url.scheme == .https || Self.isThisMachine(url.host)
        else { throw .insecureInstaller(text) }
        self.url = url
    }

    private static func isThisMachine(_ host: String) -> Bool {
        ["127.0.0.1", "[::1]", "localhost"].contains(host)
    }

    /// Downloads the installer into a file that does not exist yet.
    ///
    /// - Parameters:
    ///   - file: to be created.
    ///   - http: the client to download with.
    ///   - now: seconds since 1970.
    /// - Throws: `HTTPError`, or a `Failure` if the answer is not the file.
    func download(to file: FilePath, by http: HTTPClient, now: Int) async throws {
        var request = HTTPRequest(.get, url)
        request.destination = .file(path: file.string, limit: Self.mostBytes)
        // What this machine serves must not come from elsewhere through a proxy.
        if isThisMachine { request.route = .direct }
        request.redirects = isThisMachine ? .returned : .followed(atMost: 5)
        request.timeouts.total = .seconds(5 * 60)
        let response = try await http.send(request)
        guard response.isSuccess else {
            throw Failure.installerNotServed(url.description, response, now: now)
        }
    }
}
