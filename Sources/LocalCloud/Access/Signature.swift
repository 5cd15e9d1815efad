import Foundation

/// A Signature Version 4, as the `Authorization` header carries it.
package struct Signature: Sendable, Equatable {
    package let accessKeyID: String
    /// The day of its date, such as `20130218`.
    package let day: String
    package let region: String
    package let service: String
    package let signedHeaders: [String]
    package let signature: String

    /// Parses the header strictly.
    ///
    /// - Throws: What is wrong with it, in AWS' words.
    package init(parsing header: String) throws(Malformed) {
        let scheme = "AWS4-HMAC-SHA256"
        guard let fields = header.rest(after: scheme + " ") else {
            throw Malformed("Unsupported AWS 'algorithm': '\(header.parts(at: " ", most: 1)[0])'.")
        }
        var parts: [String: String] = [:]
        for part in fields.words(at: ",") {
            let pair = part.parts(at: "=", most: 1)
            guard pair.count == 2, !pair[0].isEmpty, !pair[1].isEmpty else { continue }
            parts[pair[0].trimmingCharacters(in: .whitespaces)] =
                pair[1].trimmingCharacters(in: .whitespaces)
        }
        func part(_ name: String) throws(Malformed) -> String {
            guard let value = parts[name] else {
                throw Malformed(
                    "Authorization header requires '\(name)' parameter. Authorization=\(header)")
            }
            return value
        }
        let scope = try part("Credential").parts(at: "/")
        guard scope.count == 5, scope[4] == "aws4_request", scope.allSatisfy({ !$0.isEmpty }) else {
            throw Malformed(
                "Credential must have exactly 5 slash-delimited elements, e.g. "
                    + "keyid/date/region/service/term, got '\(scope.joined(separator: "/"))'")
        }
        accessKeyID = scope[0]
        day = scope[1]
        region = scope[2]
        service = scope[3]
        signedHeaders = try part("SignedHeaders").words(at: ";")
        signature = try part("Signature")
    }

    /// Why a signature header is invalid.
    package struct Malformed: Error, Equatable {
        package let message: String
        init(_ message: String) { self.message = message }
    }

    /// The signature that the request should have, computed with the caller's secret.
    ///
    /// - Parameters:
    ///   - request: The request as it arrived.
    ///   - moment: The value of its `X-Amz-Date` header.
    ///   - secret: The secret access key of ``accessKeyID``.
    /// - Returns: 64 hexadecimal digits.
    package func expected(for request: Request, at moment: String, secret: String) -> String {
        let canonical = [
            request.method,
            request.path.isEmpty ? "/" : request.path,
            request.query.words(at: "&").sorted().joined(separator: "&"),
            signedHeaders.map { "\($0):\(Self.trimmed(request.headers[$0] ?? ""))\n" }.joined(),
            signedHeaders.joined(separator: ";"),
            payload(of: request),
        ].joined(separator: "\n")
        let scope = [day, region, service, "aws4_request"]
        let toSign = [
            "AWS4-HMAC-SHA256", moment, scope.joined(separator: "/"),
            SHA256.hex(SHA256.digest(canonical.utf8)),
        ].joined(separator: "\n")
        let key = scope.reduce(Array("AWS4\(secret)".utf8)) { key, part in
            SHA256.authenticate(part.utf8, key: key)
        }
        return SHA256.hex(SHA256.authenticate(toSign.utf8, key: key))
    }

    /// The body's checksum in the signature: for S3 the client's own, which has been verified.
    private func payload(of request: Request) -> String {
        if service == Service.s3.rawValue, let said = request.headers[Self.payloadHeader] {
            return said
        }
        return SHA256.hex(SHA256.digest(request.body))
    }

    /// The header in which S3 clients send the body's SHA-256, or that they do not sign it.
    static let payloadHeader = "x-amz-content-sha256"

    private static func trimmed(_ value: String) -> String {
        value.words(at: " ").joined(separator: " ")
    }
}
