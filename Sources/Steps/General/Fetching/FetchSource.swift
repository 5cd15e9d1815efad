import HTTP
import Pipeline

/// Where a file is fetched from: over HTTPS, or over plain HTTP from this machine itself, unless
/// plain HTTP is asked for.
struct FetchSource: Sendable {
    let url: HTTPURL
    private let isPlainAllowed: Bool

    /// Takes the address.
    ///
    /// - Throws: a failure of class `refused` for plain HTTP from elsewhere.
    init(_ url: HTTPURL, allowingPlain isPlainAllowed: Bool) throws(Failure) {
        guard url.scheme == .https || isPlainAllowed || url.isThisMachine else {
            throw .plainHTTP(url)
        }
        self.url = url
        self.isPlainAllowed = isPlainAllowed
    }

    /// The request for all of the file, or for what is missing of it.
    ///
    /// - Parameters:
    ///   - partial: takes the body.
    ///   - isVerified: whether the whole is checked later, so that a part may be gone on with without
    ///     the server's word that it is of the same version.
    ///   - limit: for the whole exchange.
    /// - Returns: the request.
    func request(
        into partial: PartialFile, isVerified: Bool, within limit: Duration
    ) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        let size = partial.size
        let mark = partial.mark
        if size > 0, isVerified || mark != nil {
            request.headers.add("Range", "bytes=\(size)-")
            if let mark { request.headers.add("If-Range", mark) }
        }
        request.destination = .receiver(partial)
        // What counts as this machine's own must not be asked of a proxy.
        if url.isThisMachine { request.route = .direct }
        // From plain HTTP a redirect could lead to plain HTTP elsewhere.
        let isFollowed = url.scheme == .https || isPlainAllowed
        request.redirects = isFollowed ? .followed(atMost: 5) : .returned
        request.timeouts = HTTPTimeouts(total: limit)
        return request
    }
}

extension HTTPURL {
    /// Whether it names this machine, whose own traffic nobody else can change.
    fileprivate var isThisMachine: Bool { ["127.0.0.1", "[::1]", "localhost"].contains(host) }
}
