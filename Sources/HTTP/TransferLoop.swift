import CCurl
import Glibc
import Synchronization

/// The one thread on which libcurl works, and the queue that feeds it.
///
/// All handles are created, used and freed on that thread. Other threads only put commands into the
/// inbox and wake it up, which libcurl allows from anywhere.
final class TransferLoop: Sendable {
    /// One call of `HTTPClient.send`: its identity, and whether its task was cancelled.
    final class Ticket: Sendable {
        let isCancelled = Atomic(false)
    }

    /// The continuation that gets the outcome of a request, exactly once.
    typealias Reply = CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>

    private enum Command {
        case start(Ticket, HTTPRequest, Reply)
        case cancel(Ticket)
        case stop
    }

    /// How many connections are kept: twice as many as a run has hosts.
    private static let keptConnections = 24

    private let inbox = Mutex<[Command]>([])
    private let settings: Transfer.Settings
    // Used by the thread alone, except for `curl_multi_wakeup`, which any thread may call.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    /// Starts the thread; it lives until `stop`.
    init(_ settings: Transfer.Settings) throws(HTTPError) {
        guard TransferLoop.libraryIsReady, let multi = curl_multi_init() else {
            throw HTTPError(.unsupported("it does not start"), url: "libcurl")
        }
        // By default libcurl keeps four connections for each request under way, and a run has more hosts.
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.keptConnections)
        self.multi = multi
        self.settings = settings
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<TransferLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard status == 0 else {
            Unmanaged.passUnretained(self).release()
            throw HTTPError(
                .unsupported("no thread: \(String(cString: strerror(status)))"), url: "libcurl")
        }
        pthread_detach(thread)
    }

    deinit {
        // The thread holds a reference while it runs, so nothing uses the handle any more.
        curl_multi_cleanup(multi)
    }

    func start(_ ticket: Ticket, _ request: HTTPRequest, _ reply: Reply) {
        post(.start(ticket, request, reply))
    }

    func cancel(_ ticket: Ticket) {
        // Set first: a cancellation may overtake the start of its own request.
        ticket.isCancelled.store(true, ordering: .releasing)
        post(.cancel(ticket))
    }

    /// Ends the thread; requests under way are cancelled.
    func stop() {
        post(.stop)
    }

    private func post(_ command: Command) {
        inbox.withLock { $0.append(command) }
        curl_multi_wakeup(multi)
    }

    private static let libraryIsReady = ccurl_global_init() == CURLE_OK
}

// MARK: - On the thread

extension TransferLoop {
    private struct Running {
        let ticket: Ticket
        let transfer: Transfer
        let reply: Reply
    }

    private func run() {
        var running: [UnsafeMutableRawPointer: Running] = [:]
        while obey(&running) {
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            finish(&running)
            // Wakes up for sockets, for libcurl's own timers and for the inbox; the minute is only
            // an upper bound.
            curl_multi_poll(multi, nil, 0, 60_000, nil)
        }
        for easy in Array(running.keys) { end(easy, &running) { .failure($0.cancelled()) } }
    }

    /// Executes the commands in the inbox; false when the loop is to end.
    private func obey(_ running: inout [UnsafeMutableRawPointer: Running]) -> Bool {
        let commands = inbox.withLock { commands in
            defer { commands = [] }
            return commands
        }
        var goesOn = true
        for command in commands {
            switch command {
            case .start(let ticket, let request, let reply):
                start(Ticketed(ticket, request, reply), &running)
            case .cancel(let ticket):
                if let easy = running.first(where: { $0.value.ticket === ticket })?.key {
                    end(easy, &running) { .failure($0.cancelled()) }
                }
            case .stop: goesOn = false
            }
        }
        return goesOn
    }

    private typealias Ticketed = (ticket: Ticket, request: HTTPRequest, reply: Reply)

    private func start(
        _ work: Ticketed, _ running: inout [UnsafeMutableRawPointer: Running]
    ) {
        guard !work.ticket.isCancelled.load(ordering: .acquiring) else {
            let url = work.request.url.description
            return work.reply.resume(returning: .failure(HTTPError(.cancelled, url: url)))
        }
        do throws(HTTPError) {
            let transfer = try Transfer(work.request, settings)
            running[transfer.easy] = Running(
                ticket: work.ticket, transfer: transfer, reply: work.reply)
            curl_multi_add_handle(multi, transfer.easy)
        } catch {
            work.reply.resume(returning: .failure(error))
        }
    }

    /// Completes the requests that libcurl has finished.
    private func finish(_ running: inout [UnsafeMutableRawPointer: Running]) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let easy = message.easy_handle else { continue }
            end(easy, &running) { $0.outcome(message.data.result) }
        }
    }

    private func end(
        _ easy: UnsafeMutableRawPointer, _ running: inout [UnsafeMutableRawPointer: Running],
        _ outcome: (Transfer) -> Result<HTTPResponse, HTTPError>
    ) {
        guard let ended = running.removeValue(forKey: easy) else { return }
        let result = outcome(ended.transfer)
        curl_multi_remove_handle(multi, easy)
        ended.reply.resume(returning: result)
    }
}
