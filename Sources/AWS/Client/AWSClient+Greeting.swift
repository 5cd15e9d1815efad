import FoundationEssentials
import HTTP

/// What an endpoint says to somebody who asks for nothing.
package struct Greeting: Sendable, Equatable {
    /// The endpoint's URL.
    package let endpoint: String
    /// By how many seconds this machine's clock is ahead of the service's; nil where that told no time.
    package let skew: Int?
}

extension AWSClient {
    /// Asks a service's endpoint for nothing, unsigned: whatever it answers, there is a way to it.
    ///
    /// - Throws: `AWSError` where there is no answer.
    package func greet(_ service: Service, in region: String) async throws(AWSError) -> Greeting {
        let operation = "GET /"
        let endpoint: Endpoint
        do throws(ConfigurationProblem) {
            endpoint = try endpoints.endpoint(of: service, in: region)
        } catch {
            throw AWSError(.configuration(error), service: service.name, operation: operation)
        }
        var request = HTTPRequest(.get, endpoint.url)
        request.timeouts = HTTPTimeouts(
            connect: .seconds(5), total: .seconds(10), stall: .seconds(10))
        let sent = request
        return try await retries.run(telling: sender.tell) { number async throws(AWSError) in
            let response: HTTPResponse
            do throws(HTTPError) {
                response = try await sender.send(
                    sent, service: service.name, operation: operation, tryNumber: number)
            } catch {
                throw AWSError(
                    error, service: service.name, operation: operation, isRepeatable: true)
            }
            let now = Int(timing.clock.now().timeIntervalSince1970)
            return Greeting(
                endpoint: endpoint.url.description, skew: response.time(in: "Date").map { now - $0 }
            )
        }
    }
}
