import HTTP
import Pipeline

// The wording of failures of `fetch`.
extension Failure {
    static func plainHTTP(_ url: HTTPURL) -> Failure {
        Failure(
            .refused, "\(url) is plain HTTP, where anybody on the way can change what comes",
            remedy: "use https, or say `insecure-http: true`")
    }

    /// The failure for an answer that is not the file; `now` is in seconds since 1970.
    static func notServed(_ url: HTTPURL, _ response: HTTPResponse, now: Int) -> Failure {
        let message = "\(url) was answered with status \(response.status)"
        let wait = response.retryAfter(now: now)
        return switch response.status {
        case 404, 410: Failure(.notFound, message, remedy: "correct the parameter `url`")
        case 401, 403:
            Failure(
                .refused, message,
                remedy: "look at who may read it; a signed URL holds for some time only",
                cause: .notPermitted)
        case 429, 503:
            Failure(
                .throttled, message, remedy: "wait: the server has too much to do",
                retryAfter: wait)
        case 408, 416, 500...599:
            Failure(.transient, message, remedy: "look at the server", retryAfter: wait)
        case 300...399:
            Failure(.refused, message, remedy: "use the URL to which it points")
        default: Failure(.refused, message, remedy: "check the URL, and look at the server")
        }
    }

    static func wrongFile(_ url: HTTPURL, expected: String, found: String) -> Failure {
        Failure(
            .refused,
            "what \(url) gave is not the file that was wanted: its SHA-256 is \(found), not "
                + expected,
            remedy: "find out which of the two is right: the file, or the parameter `sha256`")
    }
}
