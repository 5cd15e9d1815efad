import HTTP
import Pipeline

/// The target of a wait.
enum Awaited: Sendable, Equatable {
    /// A port that accepts connections.
    case tcp(HostAndPort)
    /// An answer with one of the statuses; any from 200 to 299 if none are given.
    case http(HTTPURL, [Int])
    case file(String)

    /// The result of looking for it.
    enum Sight: Sendable, Equatable {
        /// It is there; a sentence to that effect.
        case there(String)
        /// It is not there; a sentence with what is seen instead.
        ///
        /// Carries the answer, if there was one, as it may state when to ask again.
        case notYet(String, answer: HTTPResponse? = nil)
    }

    /// Looks once, for at most a few seconds.
    ///
    /// - Throws: `CancellationError`; an error that waiting does not fix.
    func look(_ host: Host) async throws -> Sight {
        switch self {
        case .tcp(let place):
            do throws(HTTPError) {
                try await host.http.connect(
                    to: place.host, port: place.port, within: .seconds(5))
                return .there("\(place.text) accepts connections")
            } catch {
                return .notYet(try error.sight)
            }
        case .http(let url, let statuses):
            var request = HTTPRequest(.get, url)
            request.destination = .memory(limit: 1 << 20)
            request.timeouts = HTTPTimeouts(connect: .seconds(5), total: .seconds(10))
            do throws(HTTPError) {
                let response = try await host.http.send(request)
                let isThere =
                    statuses.isEmpty ? response.isSuccess : statuses.contains(response.status)
                let sentence = "\(url) answers with status \(response.status)"
                return isThere ? .there(sentence) : .notYet(sentence, answer: response)
            } catch {
                return .notYet(try error.sight)
            }
        case .file(let path):
            let isThere = try host.root.has(path)
            return isThere ? .there("\(path) is there") : .notYet("\(path) is not there")
        }
    }
}

extension HTTPError {
    /// What was seen; throws a reason that waiting cannot change.
    fileprivate var sight: String {
        get throws {
            switch reason {
            case .cancelled: throw CancellationError()
            case .invalidURL, .invalidRequest, .unsupported: throw self
            default: return message
            }
        }
    }
}
