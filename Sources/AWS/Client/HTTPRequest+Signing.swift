import Bytes
import Cryptography
import FoundationEssentials
import Glibc
import HTTP

/// Signature Version 4 for the requests that libcurl cannot sign.
///
/// Before 8.10 libcurl sorts a request's headers by whole lines, and `:` comes after `-`: where the
/// name of one header begins with that of another, as in S3's encryption, services refuse its
/// signature (curl's release notes of 8.10.0: "fix canon order for headers with same prefix").
extension HTTPRequest {
    /// Whether libcurl can get the order of the headers wrong.
    var hasHeadersOfOneBeginning: Bool {
        let names = headers.fields.map { $0.name.lowercased() }
        return names.contains { name in
            names.contains { other in
                other.rest(after: name)?.utf8.first.map { $0 < UInt8(ascii: ":") } ?? false
            }
        }
    }

    /// This request with a signature among its headers.
    ///
    /// It has neither a query nor a path with bytes that a signer would escape, and its header
    /// `X-Amz-Content-SHA256` is set: all of that holds for requests to S3.
    ///
    /// - Throws: `CryptographyFailure`.
    func signed(by signature: SigV4, at now: Date) throws(CryptographyFailure) -> HTTPRequest {
        var request = self
        request.signature = nil
        let time = Self.timestamp(now)
        request.headers.add("X-Amz-Date", time)
        if let token = signature.sessionToken { request.headers.add("X-Amz-Security-Token", token) }
        let isDefault = url.port == (url.scheme == .https ? 443 : 80)
        let fields =
            [("host", isDefault ? url.host : "\(url.host):\(url.port)")]
            + request.headers.fields.map { ($0.name.lowercased(), $0.value.trimmed()) }
        let sorted = fields.sorted { Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) }
        let names = sorted.map(\.0).joined(separator: ";")
        let canonical =
            [method.rawValue, url.path, ""] + sorted.map { "\($0.0):\($0.1)" }
            + ["", names, headers["X-Amz-Content-SHA256"] ?? ""]
        let scope = [time.beginning(8), signature.region, signature.service, "aws4_request"]
        let text = [
            "AWS4-HMAC-SHA256", time, scope.joined(separator: "/"),
            try SHA256.digits(of: Array(canonical.joined(separator: "\n").utf8)),
        ].joined(separator: "\n")
        var key = Array("AWS4\(signature.secretAccessKey)".utf8)
        for part in scope { key = try SHA256.code(of: Array(part.utf8), key: key) }
        request.headers.add(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=\(signature.accessKeyID)/\(scope.joined(separator: "/")), "
                + "SignedHeaders=\(names), "
                + "Signature=\(try SHA256.codeDigits(of: Array(text.utf8), key: key))")
        return request
    }

    /// `20301231T235959Z`.
    private static func timestamp(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ number: Int32, _ count: Int = 2) -> String {
            let text = "\(number)"
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        return digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1) + digits(parts.tm_mday)
            + "T" + digits(parts.tm_hour) + digits(parts.tm_min) + digits(parts.tm_sec) + "Z"
    }
}
