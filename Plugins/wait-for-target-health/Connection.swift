import CSockets

/// Why a request had no status as its reply.
struct NoAnswer: Error {
    let reason: String
}

/// One request to a server on this machine, by TCP; checks while it waits whether to continue.
struct Connection: ~Copyable {
    private let socket: Int32
    private let deadline: Int
    private let isOver: () -> Bool

    /// Connects to a numeric address (127.0.0.1, ::1).
    ///
    /// - Throws: `NoAnswer`, also if it takes longer than these milliseconds, or if `isOver`.
    init(
        to address: String, port: UInt16, within milliseconds: Int, isOver: @escaping () -> Bool
    ) throws(NoAnswer) {
        var four = sockaddr_in()
        var six = sockaddr_in6()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = port.bigEndian
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        let isFour = inet_pton(AF_INET, address, &four.sin_addr) == 1
        let isSix = inet_pton(AF_INET6, address, &six.sin6_addr) == 1
        deadline = Self.now + milliseconds
        self.isOver = isOver
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        socket = CSockets.socket(isFour ? AF_INET : AF_INET6, type, 0)
        guard isFour || isSix else { throw NoAnswer(reason: "\(address) is no address") }
        guard socket >= 0 else { throw NoAnswer(reason: Self.text(of: last_error())) }
        let result =
            isFour
            ? Self.connect(socket, to: &four) : Self.connect(socket, to: &six)
        guard result != 0 else { return }
        guard last_error() == EINPROGRESS else {
            throw NoAnswer(reason: Self.text(of: last_error()))
        }
        try wait(for: POLLOUT, what: "connection")
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size)
        guard error == 0 else { throw NoAnswer(reason: Self.text(of: error)) }
    }

    deinit {
        if socket >= 0 { close(socket) }
    }

    /// Sends a `GET` request, and returns the status of the reply, whose body is ignored.
    func status(of path: String, host: String) throws(NoAnswer) -> Int {
        var request = Array(
            """
            GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: enlist-target-health\r\n\
            Accept: */*\r\nConnection: close\r\n\r\n
            """.utf8)
        while !request.isEmpty {
            let count = send(socket, request, request.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                request.removeFirst(count)
            } else if count < 0, last_error() == EAGAIN || last_error() == EINTR {
                try wait(for: POLLOUT, what: "request")
            } else {
                throw NoAnswer(reason: Self.text(of: last_error()))
            }
        }
        // `HTTP/1.1 200` has 12 bytes.
        var answer: [UInt8] = []
        while answer.count < 12 {
            var bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            let count = recv(socket, &bytes, 12 - answer.count, 0)
            if count > 0 {
                answer += bytes[..<count]
            } else if count == 0 {
                throw NoAnswer(reason: "the connection was closed without an answer")
            } else if last_error() == EAGAIN || last_error() == EINTR {
                try wait(for: POLLIN, what: "answer")
            } else {
                throw NoAnswer(reason: Self.text(of: last_error()))
            }
        }
        let digits = answer[9...]
        guard answer.starts(with: Array("HTTP/1.".utf8)), answer[8] == UInt8(ascii: " "),
            digits.allSatisfy({ (48...57).contains($0) })
        else { throw NoAnswer(reason: "what answers does not speak HTTP/1") }
        return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }

    private func wait(for events: Int32, what: String) throws(NoAnswer) {
        var file = pollfd(fd: socket, events: Int16(events), revents: 0)
        repeat {
            guard !isOver() else { throw NoAnswer(reason: "was asked to stop") }
            guard Self.now < deadline else { throw NoAnswer(reason: "no \(what) in time") }
            // The host is asked often enough to end without delay.
        } while poll(&file, 1, 20) <= 0
    }

    private static func connect<Address>(_ socket: Int32, to address: inout Address) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                CSockets.connect(socket, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    private static func text(of error: Int32) -> String {
        String(cString: strerror(error))
    }
}
