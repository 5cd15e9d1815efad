import Foundation

/// The service or function that a request is for.
package enum RequestTarget: Sendable, Equatable {
    case api(Service, operation: String)
    case metadata(instance: String, path: String)
    case installer(path: String)
    case administration(path: String)
    case unknown(path: String)

    /// The path of the cloud's own administration.
    package static let administrationPath = "/_localcloud"

    /// All services share one endpoint: the signature's scope determines the service, or else the
    /// target header or the API version.
    package init(of request: Request) {
        if case .metadata(let id) = request.entrance {
            self = .metadata(instance: id, path: MetadataService.path(of: request))
            return
        }
        let prefix = Self.administrationPath + "/"
        if request.path == AgentInstaller.path {
            self = .installer(path: request.path)
        } else if let path = request.path.rest(after: prefix) {
            self = .administration(path: path)
        } else if let service = Self.service(of: request) {
            self = .api(service, operation: Self.operation(of: request, service))
        } else {
            self = .unknown(path: request.path)
        }
    }

    /// The service's name in fault rules and in the log.
    package var service: String {
        switch self {
        case .api(let service, _): service.rawValue
        case .metadata: "metadata"
        case .installer: "installer"
        case .administration: "administration"
        case .unknown: "unknown"
        }
    }

    /// The operation; the path if there are no operations.
    package var operation: String {
        switch self {
        case .api(_, let operation): operation
        case .metadata(_, let path), .installer(let path), .administration(let path),
            .unknown(let path):
            path
        }
    }

    private static func service(of request: Request) -> Service? {
        if let header = request.headers["authorization"],
            let signature = try? Signature(parsing: header),
            let service = Service(rawValue: signature.service)
        {
            return service
        }
        if let target = request.headers["x-amz-target"] {
            return Service.allCases.first { $0.target.map(target.begins) ?? false }
        }
        let parameters = try? QueryParameters(formEncoded: request.text)
        return Service.allCases.first { $0.version == parameters?["Version"] }
    }

    private static func operation(of request: Request, _ service: Service) -> String {
        if service == .s3 { return S3.operation(of: request) }
        guard let target = service.target else {
            return (try? QueryParameters(formEncoded: request.text))?["Action"] ?? ""
        }
        let value = request.headers["x-amz-target"] ?? ""
        return value.rest(after: target) ?? value
    }
}
