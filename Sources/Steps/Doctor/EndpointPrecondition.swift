import AWS
import Pipeline

/// Whether a service can be reached: its name resolves, its port accepts connections, TLS is
/// trusted.
struct EndpointPrecondition: Precondition {
    /// By how many seconds this machine's clock is ahead of a service's.
    static let skew = FactKey<Int>("clock.skew")

    let service: Service
    let host: Host

    var name: String { "endpoint \(service.name)" }
    let needs = [FactKey.instanceRegion.name]

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let region = try facts.require(.instanceRegion)
        let regions = Provider.regions(of: service, forInstancesIn: region)
        var unreachable: AWSError?
        for region in regions {
            do {
                let greeting = try await host.greeting(of: service, in: region)
                var learned = Facts()
                learned[Self.skew] = greeting.skew
                return .ok("\(greeting.endpoint) answers", learned)
            } catch {
                guard error.kind == .endpointUnreachable else { throw error }
                unreachable = unreachable ?? error
            }
        }
        if let unreachable { throw unreachable }
        return .unknown("no endpoint is known")
    }
}
