import CCurl

// What libcurl is told.
extension Transfer {
    func configure(_ settings: Settings) throws(HTTPError) {
        let this = Unmanaged.passUnretained(self).toOpaque()
        try set(CURLOPT_URL, request.url.text)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_ERRORBUFFER, pointer: UnsafeMutableRawPointer(words))
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_USERAGENT, settings.userAgent)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)

        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try configure(settings.trust)

        let limits = request.timeouts
        try set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds)
        try set(CURLOPT_TIMEOUT_MS, limits.total.wholeMilliseconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try set(CURLOPT_LOW_SPEED_TIME, max(1, Int(limits.stall.components.seconds)))

        // An empty name keeps libcurl from looking at the process's environment.
        try set(CURLOPT_PROXY, proxy ?? "")
        try set(CURLOPT_NOPROXY, settings.proxies.exceptions)

        if request.isConnectionOnly {
            try set(CURLOPT_CONNECT_ONLY, 1)
            try set(CURLOPT_FRESH_CONNECT, 1)
        }

        try configureBody()
        try configureHeaders()
        if let signature = request.signature { try configure(signature) }

        try set(CURLOPT_PREREQDATA, pointer: this)
        try check(
            ccurl_set_prerequest(easy) { this, _, _, _, _ in
                Transfer.mayBegin(this) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
        try set(CURLOPT_HEADERDATA, pointer: this)
        try check(
            ccurl_set_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, this in
                Transfer.callback(bytes, size * count, this) { $0.takeHeader($1) }
            })
        try set(CURLOPT_WRITEDATA, pointer: this)
        try check(
            ccurl_set_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, this in
                Transfer.callback(bytes, size * count, this) { $0.takeBody($1) }
            })
    }

    /// Switches off the place that does not count: libcurl would look at it as well, and reads a file again for
    /// each connection if it has a folder as well.
    func configure(_ trust: TrustStore) throws(HTTPError) {
        switch trust {
        case .file(let file):
            try set(CURLOPT_CAINFO, file)
            try check(ccurl_set_string(easy, CURLOPT_CAPATH, nil))
        case .folder(let folder):
            try check(ccurl_set_string(easy, CURLOPT_CAINFO, nil))
            try set(CURLOPT_CAPATH, folder)
        case .builtIn: break
        }
    }

    func configureBody() throws(HTTPError) {
        guard request.method != .get else { return }
        guard request.method != .head else { return try set(CURLOPT_NOBODY, 1) }
        try set(CURLOPT_POST, 1)
        try check(
            ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
        // An empty array may have no address, which libcurl would take for no body at all.
        let bytes = request.body.isEmpty ? [0] : request.body
        try check(
            bytes.withUnsafeBytes { bytes in
                ccurl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
            })
        if request.method != .post { try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
    }

    func configureHeaders() throws(HTTPError) {
        var headers = request.headers
        if let token = request.signature?.sessionToken {
            headers.add("X-Amz-Security-Token", token)
        }
        for field in headers.fields {
            guard field.name.utf8.allSatisfy(\.isHeaderName), !field.name.isEmpty else {
                throw failure(.invalidRequest("‘\(field.name)’ is not a header's name"))
            }
            guard !field.value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw failure(
                    .invalidRequest("its header \(field.name) holds a control character"))
            }
            try append("\(field.name): \(field.value)")
        }
        // libcurl adds this header to every body unless told otherwise. Never to a signed request:
        // libcurl 7.88 would sign the line that only switches the header off.
        if request.signature == nil, ![.get, .head].contains(request.method),
            headers["Content-Type"] == nil
        {
            try append("Content-Type:")
        }
        try check(ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerList))
    }

    func append(_ line: String) throws(HTTPError) {
        guard let list = curl_slist_append(headerList, line) else {
            throw failure(.invalidRequest("there is no memory for its headers"))
        }
        headerList = list
    }

    func configure(_ signature: SigV4) throws(HTTPError) {
        // Before 7.87 libcurl signed some headers only, and services refuse unsigned tokens.
        let version = ccurl_version_info()?.pointee
        guard let version, version.version_num >= 0x075700 else {
            let found = version.map { String(cString: $0.version) } ?? "unknown"
            throw failure(.unsupported("requests are signed by 7.87 or later, this is \(found)"))
        }
        try set(CURLOPT_AWS_SIGV4, "aws:amz:\(signature.region):\(signature.service)")
        try set(CURLOPT_USERNAME, signature.accessKeyID)
        try set(CURLOPT_PASSWORD, signature.secretAccessKey)
    }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try check(ccurl_set_long(easy, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(HTTPError) {
        // A C string ends at its first zero byte: what libcurl would send is not what was asked.
        guard !value.utf8.contains(0) else {
            throw failure(.invalidRequest("a part of it holds a zero byte"))
        }
        try check(ccurl_set_string(easy, option, value))
    }

    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws(HTTPError) {
        try check(ccurl_set_pointer(easy, option, pointer))
    }

    func check(_ code: CURLcode) throws(HTTPError) {
        guard code != CURLE_OK else { return }
        throw failure(.unsupported(String(cString: curl_easy_strerror(code))))
    }
}

extension Duration {
    /// The duration in milliseconds; one at least, because libcurl takes zero for no limit.
    fileprivate var wholeMilliseconds: Int {
        // A quotient of durations is not exact from 2,363 s on.
        max(
            1,
            Int(
                clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
            ))
    }
}

extension UInt8 {
    /// Whether the byte may stand in a header's name (RFC 9110, `token`).
    fileprivate var isHeaderName: Bool {
        switch UnicodeScalar(self) {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}
