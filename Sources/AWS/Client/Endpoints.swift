import Bytes
import HTTP

/// Finds a service's endpoint: `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`, then AWS.
package struct Endpoints: Sendable {
    private let environment: [String: String]
    private let problem: ConfigurationProblem?
    /// Which endpoints of AWS are asked: `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`.
    private let variant: EndpointVariant

    /// The endpoints that the environment and the selected profile name.
    package init(_ settings: SharedSettings) {
        environment = settings.environment
        problem = settings.problem
        variant = EndpointVariant(
            fips: settings.isOn(SharedSettings.fips),
            dualStack: settings.isOn(SharedSettings.dualStack))
    }

    /// Whether the environment or the profile says where a service is.
    package func names(_ service: Service) -> Bool {
        Endpoints.variables(of: service).contains { environment[$0]?.isEmpty == false }
    }

    /// The environment variable that says where a service is, and no other.
    package static func variable(of service: Service) -> String {
        "AWS_ENDPOINT_URL_\(service.environmentName)"
    }

    private static func variables(of service: Service) -> [String] {
        [variable(of: service), "AWS_ENDPOINT_URL"]
    }

    /// The endpoint of `service` in `region`.
    ///
    /// - Throws: `ConfigurationProblem` where the region cannot be one, something that is no http(s) URL
    ///   is named, a shared file cannot be used, or there is no such endpoint.
    func endpoint(
        of service: Service, in region: String
    ) throws(ConfigurationProblem) -> Endpoint {
        if let problem { throw problem }
        // The region becomes part of a host's name: nothing else may slip in with it.
        guard region.utf8.count <= 32, !region.isEmpty, region.utf8.allSatisfy(\.isRegionByte)
        else { throw .invalidRegion(region) }
        let partition = Partition(region)
        let signingRegion = service == .iam ? partition.globalRegion : region
        for variable in Endpoints.variables(of: service) {
            guard let text = environment[variable], !text.isEmpty else { continue }
            // Nothing says of a URL that it is such an endpoint; the SDKs refuse both together, too.
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

    /// The setting that asks for other endpoints than the ordinary ones.
    private var setting: String? {
        variant.fips ? SharedSettings.fips : variant.dualStack ? SharedSettings.dualStack : nil
    }

    /// The URL in `text`, with a slash at its end; `source`, where the text is from, is for the error.
    ///
    /// - Throws: `ConfigurationProblem` where it is no http(s) URL, or carries a query.
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
    /// Whether the byte may stand in a region's name: a lower-case letter, a digit or a hyphen.
    fileprivate var isRegionByte: Bool {
        switch UnicodeScalar(self) {
        case "a"..."z", "0"..."9", "-": true
        default: false
        }
    }
}
