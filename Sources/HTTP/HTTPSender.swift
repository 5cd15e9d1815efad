/// Sends requests: `HTTPClient`, or a test's double.
package protocol HTTPSender: Sendable {
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}
