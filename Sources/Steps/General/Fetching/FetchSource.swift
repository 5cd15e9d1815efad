import HTTP
import Pipeline

/// The address of a file to download: HTTPS, or plain HTTP from this machine itself, or plain HTTP
/// from elsewhere if it is explicitly allowed.
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

    /// The request for the whole file, or for the missing part of it.
    ///
    /// - Parameters:
    ///   - partial: receives the body.
    ///   - isVerified: whether the whole is checked later, so that a part may be resumed without
    ///     the server's confirmation that it is of the same version.
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
        // A request to this machine itself must not go through a proxy.
        if url.isThisMachine { request.route = .direct }
        // From plain HTTP a redirect could lead to plain HTTP elsewhere.
        let isFollowed = url.scheme == .https || isPlainAllowed
        request.redirects = isFollowed ? .followed(atMost: 5) : .returned
        request.timeouts = HTTPTimeouts(total: limit)
        return request
    }
}

extension HTTPURL {
    /// Whether the address is this machine itself, whose traffic no other machine can change.
    fileprivate var isThisMachine: Bool { ["127.0.0.1", "[::1]", "localhost"].contains(host) }
}
