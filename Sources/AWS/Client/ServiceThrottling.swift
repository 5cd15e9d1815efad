import Synchronization

/// How long the requests of a process have waited for each service that throttles them.
///
/// One request's waits count for the next one: operations may share a limit, and a step that is
/// retried begins with the same fleet around it.
final class ServiceThrottling: Sendable {
    private let waited = Mutex<[String: Duration]>([:])

    /// What has been waited for a service.
    func waited(for service: String) -> Duration { waited.withLock { $0[service, default: .zero] } }

    /// Adds a wait that begins now.
    func add(_ wait: Duration, for service: String) {
        waited.withLock { $0[service, default: .zero] += wait }
    }

    /// Halves what has been waited for a service that has granted a request at last, and forgets it
    /// if the request was granted at once.
    func granted(by service: String, atOnce isAtOnce: Bool) {
        waited.withLock { waited in
            waited[service] = isAtOnce ? nil : waited[service].map { $0 / 2 }
        }
    }
}
