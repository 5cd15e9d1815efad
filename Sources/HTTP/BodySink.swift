import Glibc

/// The destination of a reply's bytes: an array, or a new file for a download that succeeded.
struct BodySink {
    private(set) var bytes: [UInt8] = []
    private(set) var received = 0
    private let destination: HTTPRequest.Destination
    private var file: Int32?
    private var receiverHasBegun = false

    init(_ destination: HTTPRequest.Destination) {
        self.destination = destination
    }

    /// Writes the next bytes of a reply, which is passed without its body.
    mutating func write(
        _ chunk: UnsafeRawBufferPointer, of reply: HTTPResponse
    ) -> HTTPError.Reason? {
        received += chunk.count
        switch destination {
        case .receiver(let receiver) where reply.isSuccess:
            return begin(receiver, reply) ?? receiver.take(chunk)
        case .file(let path, let limit) where reply.isSuccess:
            guard received <= limit else { return .bodyTooLarge(limit: limit) }
            return write(chunk, to: path)
        // The page that comes with an error is small and belongs in the message.
        case .file, .receiver: return keep(chunk, limit: HTTPRequest.memoryLimit)
        case .memory(let limit): return keep(chunk, limit: limit)
        }
    }

    /// Ends the body; an empty download still creates its file.
    mutating func finish(_ reply: HTTPResponse) -> HTTPError.Reason? {
        guard reply.isSuccess else { return nil }
        if case .receiver(let receiver) = destination { return begin(receiver, reply) }
        guard case .file(let path, _) = destination else { return nil }
        if file == nil, let problem = open(path) { return problem }
        defer { file = nil }
        guard let file, close(file) == 0 else { return failure(path) }
        return nil
    }

    /// Removes what was written, after a failure.
    mutating func abandon() {
        guard case .file(let path, _) = destination, let file else { return }
        close(file)
        unlink(path)
        self.file = nil
    }

    private mutating func begin(
        _ receiver: any BodyReceiver, _ reply: HTTPResponse
    ) -> HTTPError.Reason? {
        if receiverHasBegun { return nil }
        receiverHasBegun = true
        return receiver.begin(reply)
    }

    private mutating func keep(_ chunk: UnsafeRawBufferPointer, limit: Int) -> HTTPError.Reason? {
        guard received <= limit else { return .bodyTooLarge(limit: limit) }
        bytes.append(contentsOf: chunk)
        return nil
    }

    private mutating func open(_ path: String) -> HTTPError.Reason? {
        let descriptor = Glibc.open(
            path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return failure(path) }
        file = descriptor
        return nil
    }

    private mutating func write(
        _ chunk: UnsafeRawBufferPointer, to path: String
    ) -> HTTPError.Reason? {
        if file == nil, let problem = open(path) { return problem }
        guard let file else { return nil }
        var rest = chunk[...]
        while !rest.isEmpty {
            let count = Glibc.write(
                file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return failure(path) }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    private func failure(_ path: String) -> HTTPError.Reason {
        .fileNotWritten(path: path, String(cString: strerror(errno)))
    }
}
