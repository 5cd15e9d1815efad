/// The refusal in a fault rule: a kind that each service words in its own way, or a code.
package enum Refusal: Sendable, Equatable {
    case throttled
    case internalFailure
    case accessDenied
    case expiredCredentials
    case unknownCredentials
    case exact(ServiceError)

    private static let named: [String: Refusal] = [
        "throttled": .throttled,
        "internal-failure": .internalFailure,
        "access-denied": .accessDenied,
        "expired-credentials": .expiredCredentials,
        "unknown-credentials": .unknownCredentials,
    ]

    /// The names of the kinds, for help.
    package static var names: [String] { named.keys.sorted() }

    /// The kind with a name such as `access-denied`; nil for any other text.
    package init?(named name: String) {
        guard let refusal = Self.named[name] else { return nil }
        self = refusal
    }

    /// The service's error.
    package func error(of service: Service, operation: String, caller: String) -> ServiceError {
        switch self {
        case .throttled: service.throttled
        case .internalFailure: .internalFailure(of: service)
        case .accessDenied:
            service.denied("\(service.rawValue):\(operation)", to: caller, on: "*")
        case .expiredCredentials: service.expiredCredentials
        case .unknownCredentials: service.unknownCredentials
        case .exact(let error): error
        }
    }

    /// The HTTP status outside of a service's protocol: for metadata and the installer.
    package var plainStatus: Int {
        switch self {
        case .throttled: 429
        case .internalFailure: 500
        case .accessDenied: 403
        case .expiredCredentials, .unknownCredentials: 401
        case .exact(let error): error.status
        }
    }
}
