import HTTP
import Pipeline
import SystemPackage

/// The address of the agent's installer: its code will run as root, so it comes over HTTPS, or over
/// plain HTTP from this machine itself.
struct InstallerSource: Sendable {
    /// The most bytes of the archive; the real one had about 20 MB.
    private static let mostBytes = 256 << 20

    let url: HTTPURL

    /// Whether it comes from this machine itself, so from a stand-in for OpsWorks.
    var isThisMachine: Bool { Self.isThisMachine(url.host) }

    /// Takes the address.
    ///
    /// - Throws: a failure of class `refused` for any other.
    init(_ text: String) throws(Failure) {
        guard let url = try? HTTPURL(text), url.scheme == .https || Self.isThisMachine(url.host)
        else { throw .insecureInstaller(text) }
        self.url = url
    }

    private static func isThisMachine(_ host: String) -> Bool {
        ["127.0.0.1", "[::1]", "localhost"].contains(host)
    }

    /// Fetches the installer into a file that does not exist yet.
    ///
    /// - Parameters:
    ///   - file: to be made.
    ///   - http: by which it comes.
    ///   - now: seconds since 1970.
    /// - Throws: `HTTPError`, or a `Failure` where the answer is not the file.
    func download(to file: FilePath, by http: HTTPClient, now: Int) async throws {
        var request = HTTPRequest(.get, url)
        request.destination = .file(path: file.string, limit: Self.mostBytes)
        // What this machine hands out itself is not to come from elsewhere after all.
        if isThisMachine { request.route = .direct }
        request.redirects = isThisMachine ? .returned : .followed(atMost: 5)
        request.timeouts.total = .seconds(5 * 60)
        let response = try await http.send(request)
        guard response.isSuccess else {
            throw Failure.installerNotServed(url.description, response, now: now)
        }
    }
}
