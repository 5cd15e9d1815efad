import Bytes
import HTTP

/// Finds a service's endpoint: `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`, then AWS.
package struct Endpoints: Sendable {
    private let environment: [String: String]
    private let problem: ConfigurationProblem?
    /// The kind of AWS endpoint: `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`.
    private let variant: EndpointVariant
    let partitions: Partitions

    /// Takes the endpoints that the environment and the selected profile name.
    package init(_ settings: SharedSettings) {
        environment = settings.environment
        problem = settings.problem
        partitions = settings.partitions
        variant = EndpointVariant(
            fips: settings.isOn(SharedSettings.fips),
            dualStack: settings.isOn(SharedSettings.dualStack))
    }

    /// Whether the environment or the profile names the service's endpoint.
    package func names(_ service: Service) -> Bool {
        Endpoints.variables(of: service).contains { environment[$0]?.isEmpty == false }
    }

    /// The environment variable that names the endpoint of this one service.
    package static func variable(of service: Service) -> String {
        "AWS_ENDPOINT_URL_\(service.environmentName)"
    }

    private static func variables(of service: Service) -> [String] {
        [variable(of: service), "AWS_ENDPOINT_URL"]
    }

    /// The endpoint of `service` in `region`.
    ///
    /// - Throws: `ConfigurationProblem` if the region is invalid, the named endpoint is not an
    ///   http(s) URL, a shared file cannot be used, or there is no such endpoint.
    func endpoint(
        of service: Service, in region: String
    ) throws(ConfigurationProblem) -> Endpoint {
        if let problem { throw problem }
        // The region becomes part of a host's name: nothing else may slip in with it.
        guard region.utf8.count <= 32, !region.isEmpty, region.utf8.allSatisfy(\.isRegionByte)
        else { throw .invalidRegion(region) }
        let partition = partitions[region]
        let signingRegion = service == .iam ? partition.globalRegion : region
        for variable in Endpoints.variables(of: service) {
            guard let text = environment[variable], !text.isEmpty else { continue }
            // A URL does not show whether it is such an endpoint; the SDKs refuse both together,
            // too.
            if let setting = setting { throw .conflictingEndpoint(variable, setting: setting) }
            return Endpoint(
                url: try Endpoints.folder(text, from: variable), signingRegion: signingRegion)
        }
        guard let host = partition.host(of: service, in: region, variant) else {
            throw .noSuchEndpoint(
                service: service.name, region: region, setting: setting ?? SharedSettings.fips)
        }
        return Endpoint(
            url: try Endpoints.folder("https://\(host)/", from: "the region"),
            signingRegion: signingRegion)
    }

    /// The setting that asks for other endpoints than the standard ones.
    private var setting: String? {
        variant.fips ? SharedSettings.fips : variant.dualStack ? SharedSettings.dualStack : nil
    }

    /// The URL in `text`, with a slash at its end; `source`, the origin of the text, is for the
    /// error.
    ///
    /// - Throws: `ConfigurationProblem` if it is not an http(s) URL, or has a query.
    static func folder(
        _ text: String, from source: String
    ) throws(ConfigurationProblem) -> HTTPURL {
        do throws(HTTPError) {
            let url = try HTTPURL(text)
            guard url.query != nil else {
                return text.ends(with: "/") ? url : try HTTPURL("\(text)/")
            }
        } catch {
            throw .invalidEndpoint(source, error.message)
        }
        throw .invalidEndpoint(source, "the URL carries a query")
    }
}

extension UInt8 {
    /// Whether the byte is valid in a region's name: a lower-case letter, a digit or a hyphen.
    fileprivate var isRegionByte: Bool {
        switch UnicodeScalar(self) {
        case "a"..."z", "0"..."9", "-": true
        default: false
        }
    }
}
