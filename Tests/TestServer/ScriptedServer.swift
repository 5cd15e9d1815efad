import Glibc
import Synchronization

/// An HTTP server on a loopback port that does to each request what a test's script says.
///
/// It works on bare sockets, one thread a connection, so that replies can be cut off, malformed,
/// held back or answered by a reset, and so that requests are seen as the bytes that arrived.
package final class ScriptedServer: Sendable {
    /// One thing done to a connection.
    package enum Act: Sendable {
        /// Sends these bytes.
        case send(String)
        /// Ends the connection after what was sent.
        case close
        /// Ends the connection at once, so that the client sees a reset.
        case reset
        /// Says nothing more until the client goes away.
        case hold
    }

    /// A request as it arrived.
    package struct Request: Sendable, Equatable {
        package let method: String
        package let path: String
        /// Names in lower case.
        package let headers: [String: String]
        package let body: String

        package init(method: String, path: String, headers: [String: String], body: String) {
            self.method = method
            self.path = path
            self.headers = headers
            self.body = body
        }
    }

    private struct State {
        var requests: [Request] = []
        /// The connections that are open.
        var connections: Set<Int32> = []
        var connectionCount = 0
        var isStopped = false
    }

    package let port: Int
    private let listener: Int32
    private let greeting: String?
    private let script: @Sendable (Request, Int) -> [Act]
    private let state = Mutex(State())

    /// Starts a server on a free port.
    ///
    /// - Parameters:
    ///   - greeting: Said to every connection before anything is read, which then ends.
    ///   - script: What is done to a request; the number is its place in order, from 0.
    /// - Returns: A server that serves until it is stopped.
    package static func start(
        greeting: String? = nil, _ script: @escaping @Sendable (Request, Int) -> [Act]
    ) -> ScriptedServer {
        let server = ScriptedServer(greeting: greeting, script)
        spawn { server.acceptConnections() }
        return server
    }

    private init(greeting: String?, _ script: @escaping @Sendable (Request, Int) -> [Act]) {
        self.script = script
        self.greeting = greeting
        let socket = LoopbackSocket()
        socket.listen(backlog: 64)
        listener = socket.descriptor
        port = socket.port
    }

    package var url: String { "http://127.0.0.1:\(port)" }
    /// All requests so far, in the order of arrival.
    package var requests: [Request] { state.withLock(\.requests) }
    /// How many connections have been made.
    package var connectionCount: Int { state.withLock(\.connectionCount) }

    /// Ends all connections and the server.
    package func stop() {
        state.withLock {
            $0.isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for connection in $0.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    private func acceptConnections() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let isStopped = state.withLock {
                $0.connections.insert(connection)
                $0.connectionCount += 1
                return $0.isStopped
            }
            guard !isStopped else { break }
            ScriptedServer.spawn {
                self.serve(connection)
                // Forgotten and closed in one go: the number may be another socket's at once.
                self.state.withLock {
                    $0.connections.remove(connection)
                    close(connection)
                }
            }
        }
        close(listener)
    }

    private func serve(_ connection: Int32) {
        if let greeting { return say(greeting, to: connection) }
        var input = ConnectionInput(connection)
        while let request = input.nextRequest() {
            let place = state.withLock {
                $0.requests.append(request)
                return $0.requests.count - 1
            }
            for act in script(request, place) {
                switch act {
                case .send(let text): say(text, to: connection)
                case .close: return
                case .reset:
                    var linger = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(
                        connection, SOL_SOCKET, SO_LINGER, &linger,
                        socklen_t(MemoryLayout.size(ofValue: linger)))
                    return
                case .hold: return input.waitForEnd()
                }
            }
        }
    }

    private func say(_ text: String, to connection: Int32) {
        let bytes = Array(text.utf8)
        send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func spawn(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(Work(body)).toOpaque())
        pthread_detach(thread)
    }
}
