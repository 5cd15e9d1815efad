import Bytes
import CCurl

/// One request on its way: owns libcurl's easy handle, and what its callbacks gather.
///
/// It lives on the loop's thread alone. Its address is given to libcurl, so it stays where it is
/// until the handle is off the loop.
final class Transfer {
    /// What the client has fixed for all its requests.
    struct Settings: Sendable {
        let userAgent: String
        let proxies: Proxies
        let trust: TrustStore
    }

    let easy: UnsafeMutableRawPointer
    let request: HTTPRequest
    var sink: BodySink
    var headers: HTTPHeaders = [:]
    var headerBytes = 0
    /// Whether the request has gone onto a connection.
    var hasBegun = false
    /// What a callback found wrong; libcurl itself only learns that it must stop.
    var problem: HTTPError.Reason?
    var headerList: UnsafeMutablePointer<curl_slist>?
    /// The proxy to go through, as the environment names it: perhaps with a password.
    let proxy: String?
    /// Where libcurl writes its words about a failure.
    let words: UnsafeMutablePointer<CChar>

    /// The status of the reply, so far as there is one.
    var status: Int { ccurl_get_long(easy, CURLINFO_RESPONSE_CODE) }

    /// The reply so far, without its body.
    var reply: HTTPResponse { HTTPResponse(status: status, headers: headers) }

    /// The bound of all header fields of a reply together, in bytes.
    static let headerLimit = 256 * 1024

    /// Makes a handle that is ready to be added to the loop.
    ///
    /// - Throws: `HTTPError` with `.invalidRequest` or `.unsupported`.
    init(_ request: HTTPRequest, _ settings: Settings) throws(HTTPError) {
        guard let easy = curl_easy_init() else {
            throw HTTPError(.unsupported("no handle can be made"), url: request.url.description)
        }
        self.easy = easy
        self.request = request
        proxy = request.route == .environment ? settings.proxies.proxy(for: request.url) : nil
        sink = BodySink(request.destination)
        words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure(settings)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerList)
        words.deallocate()
        sink.abandon()
    }

    /// What became of the request, once libcurl has said that it is done.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
        if code == CURLE_OK && problem == nil { problem = sink.finish(reply) }
        if let reason = problem ?? reason(code) {
            sink.abandon()
            return .failure(failure(reason))
        }
        return .success(HTTPResponse(status: status, headers: headers, body: sink.bytes))
    }

    /// What a cancelled request is told.
    func cancelled() -> HTTPError {
        failure(.cancelled)
    }

    func failure(_ reason: HTTPError.Reason) -> HTTPError {
        HTTPError(reason, url: request.url.description, mayHaveArrived: hasBegun)
    }

    private func reason(_ code: CURLcode) -> HTTPError.Reason? {
        let said = words(on: code)
        switch code {
        case CURLE_OK: return nil
        case CURLE_COULDNT_RESOLVE_HOST: return .couldNotResolve(host: request.url.host)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: return .couldNotConnect(said)
        case CURLE_OPERATION_TIMEDOUT: return timeout()
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS:
            return .tlsFailed(said)
        case CURLE_PARTIAL_FILE: return .bodyCutOff(received: sink.received)
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR: return .connectionDropped(said)
        case CURLE_RECV_ERROR:
            return sink.received > 0
                ? .bodyCutOff(received: sink.received) : .connectionDropped(said)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_BAD_CONTENT_ENCODING:
            return .malformedReply(said)
        default: return .failed(said)
        }
    }

    /// What libcurl says of a failure; it quotes a proxy that it cannot use.
    private func words(on code: CURLcode) -> String {
        let said =
            words[0] == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: words)
        return proxy.map { said.replacing(bytes: $0, by: HTTPURL.redact($0)) } ?? said
    }

    private func timeout() -> HTTPError.Reason {
        let limits = request.timeouts
        let elapsed = Duration.microseconds(ccurl_get_size(easy, CURLINFO_TOTAL_TIME_T))
        if elapsed >= limits.total { return .timedOut(.total, after: limits.total) }
        // From 8.21 on libcurl has a pretransfer time for connections, too, that never came about.
        return hasBegun
            ? .timedOut(.stall, after: limits.stall) : .timedOut(.connect, after: limits.connect)
    }
}
