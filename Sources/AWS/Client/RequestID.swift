import HTTP

/// The id that a service gives to a request.
enum RequestID {
    static func of(_ response: HTTPResponse) -> String? {
        response.headers["x-amzn-RequestId"] ?? response.headers["x-amz-request-id"]
    }
}
