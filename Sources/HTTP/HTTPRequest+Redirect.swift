import Bytes
import CCurl

extension HTTPResponse {
    /// The target of the redirect, if the reply is one that a GET may follow.
    var redirectTarget: String? {
        [301, 302, 303, 307, 308].contains(status) ? headers["Location"] : nil
    }
}

extension HTTPRequest {
    /// The same request for `target`, a `Location` header's value, absolute or relative.
    ///
    /// Headers are dropped when the host changes: they may hold a token for the first host only.
    ///
    /// - Throws: `HTTPError` with `.redirectRefused` if the target is not an http(s) URL, changes
    ///   from https to http, or the request is not a plain GET.
    func redirected(to target: String) throws(HTTPError) -> HTTPRequest {
        let refused = HTTPError(
            .redirectRefused(to: target.parts(at: "?", most: 1)[0]), url: url.description,
            mayHaveArrived: true)
        guard method == .get, signature == nil, let next = url.resolving(target),
            url.scheme == .http || next.scheme == .https
        else { throw refused }
        var request = self
        request.url = next
        if (next.host, next.port) != (url.host, url.port) { request.headers = [:] }
        return request
    }
}

extension HTTPURL {
    /// The URL that the relative `reference` stands for at this one.
    fileprivate func resolving(_ reference: String) -> HTTPURL? {
        guard !reference.utf8.contains(0), let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        var absolute: UnsafeMutablePointer<CChar>?
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_URL, reference, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK,
            curl_url_get(handle, CURLUPART_URL, &absolute, 0) == CURLUE_OK, let absolute
        else { return nil }
        defer { curl_free(absolute) }
        return try? HTTPURL(String(cString: absolute))
    }
}
