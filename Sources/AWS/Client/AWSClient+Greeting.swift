import FoundationEssentials
import HTTP

/// An endpoint's answer to an empty request.
package struct Greeting: Sendable, Equatable {
    /// The endpoint's URL.
    package let endpoint: String
    /// The seconds by which this machine's clock is ahead of the service's; nil if the answer has
    /// no time.
    package let skew: Int?
}

extension AWSClient {
    /// Sends an empty, unsigned request to a service's endpoint: any answer shows that it can be
    /// reached.
    ///
    /// - Throws: `AWSError` if there is no answer.
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
