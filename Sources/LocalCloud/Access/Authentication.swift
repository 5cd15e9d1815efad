package import Foundation

/// Determines the caller of a request from its signature.
package struct Authentication {
    /// The largest difference between a request's date and the service's clock: 15 minutes back and
    /// 5 minutes ahead, as the services state in their refusals.
    private static let patience = (past: 15.0 * 60, future: 5.0 * 60)

    /// The service's time.
    package let now: Date
    /// Finds an access key by its id.
    package let credential: (String) -> Credential?

    package init(now: Date, credential: @escaping (String) -> Credential?) {
        self.now = now
        self.credential = credential
    }

    /// Verifies the signature header, its date, the key, the session token and the signature
    /// itself.
    ///
    /// - Throws: The service's refusal, in its own words.
    package func caller(
        of request: Request, service: Service
    ) throws(ServiceError) -> (owner: Credential.Owner, region: String) {
        guard let header = request.headers["authorization"] else {
            throw service.missingAuthentication
        }
        let signature: Signature
        do throws(Signature.Malformed) {
            signature = try Signature(parsing: header)
        } catch {
            throw service.incompleteSignature(error.message)
        }
        guard let moment = request.headers["x-amz-date"],
            let date = Timestamp.date(compact: moment)
        else {
            throw service.incompleteSignature(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
                    + "header. Authorization=\(header)")
        }
        guard moment.begins(with: signature.day) else {
            throw service.wrongSignature(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
                    + "from HTTP: '\(signature.day)' != '\(String(moment.unicodeScalars.prefix(8)))', "
                    + "from '\(moment)'.")
        }
        try check(date, moment, for: service)
        guard let key = credential(signature.accessKeyID),
            key.sessionToken == request.headers["x-amz-security-token"]
        else { throw service.unknownCredentials }
        try check(signature, moment, of: request, with: key, for: service)
        if let expiration = key.expiration, expiration <= now { throw service.expiredCredentials }
        return (key.owner, signature.region)
    }

    /// Makes sure that the body has the checksum that the S3 client sent.
    private func checkPayload(_ request: Request) throws(ServiceError) {
        guard let said = request.headers[Signature.payloadHeader] else {
            throw ServiceError(
                "InvalidRequest",
                "Missing required header for this request: \(Signature.payloadHeader)")
        }
        guard said == "UNSIGNED-PAYLOAD" || said == SHA256.hex(SHA256.digest(request.body)) else {
            throw ServiceError(
                "XAmzContentSHA256Mismatch",
                "The provided '\(Signature.payloadHeader)' header does not match what was computed."
            )
        }
    }

    private func check(_ date: Date, _ moment: String, for service: Service) throws(ServiceError) {
        let current = Timestamp.compact(now)
        if now.timeIntervalSince(date) > Self.patience.past {
            let limit = Timestamp.compact(now - Self.patience.past)
            throw service.skewed(
                "Signature expired: \(moment) is now earlier than \(limit) (\(current) - 15 min.)")
        }
        if date.timeIntervalSince(now) > Self.patience.future {
            let limit = Timestamp.compact(now + Self.patience.future)
            throw service.skewed(
                "Signature not yet current: \(moment) is still later than \(limit) "
                    + "(\(current) + 5 min.)")
        }
    }

    private func check(
        _ signature: Signature, _ moment: String, of request: Request, with key: Credential,
        for service: Service
    ) throws(ServiceError) {
        let mandatory = request.headers.keys.filter { $0 == "host" || $0.begins(with: "x-amz-") }
        guard Set(signature.signedHeaders).isSuperset(of: mandatory),
            signature.signedHeaders.allSatisfy({ request.headers[$0] != nil })
        else {
            throw service.wrongSignature(
                "'Host' or a header that begins with 'X-Amz-' is not signed, or a signed header "
                    + "is not there. SignedHeaders=\(signature.signedHeaders.joined(separator: ";"))"
            )
        }
        guard signature.service == service.rawValue else {
            throw service.wrongSignature(
                "Credential should be scoped to correct service: '\(service.rawValue)'.")
        }
        if service == .s3 { try checkPayload(request) }
        let expected = signature.expected(
            for: request, at: moment, secret: key.secretAccessKey)
        guard signature.signature.utf8.elementsEqual(expected.utf8) else {
            throw service.wrongSignature(
                "The request signature we calculated does not match the signature you provided. "
                    + "Check your AWS Secret Access Key and signing method. Consult the service "
                    + "documentation for details.")
        }
    }
}
