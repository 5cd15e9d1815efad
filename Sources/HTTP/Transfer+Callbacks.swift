import Bytes
import CCurl

// What libcurl tells.
extension Transfer {
    /// Hands `count` bytes to the transfer behind `this`; anything but `count` makes libcurl stop.
    static func callback(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ this: UnsafeMutableRawPointer?,
        _ take: (Transfer, UnsafeRawBufferPointer) -> HTTPError.Reason?
    ) -> Int {
        guard let this else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(this).takeUnretainedValue()
        guard let problem = take(transfer, UnsafeRawBufferPointer(start: bytes, count: count))
        else { return count }
        transfer.problem = problem
        // One more than there was: zero would be right too, except for a chunk of no bytes.
        return count + 1
    }

    /// Whether the request may go onto the connection that libcurl has just got.
    ///
    /// libcurl comes back with a new connection when a kept one turns out to be dead, also after
    /// the request has gone into it, where the server may have read it.
    static func mayBegin(_ this: UnsafeMutableRawPointer?) -> Bool {
        guard let this else { return false }
        let transfer = Unmanaged<Transfer>.fromOpaque(this).takeUnretainedValue()
        guard transfer.hasBegun, !transfer.request.isRepeatable else {
            transfer.hasBegun = true
            return true
        }
        transfer.problem = .connectionDropped("Empty reply on a kept connection")
        return false
    }

    func takeHeader(_ line: UnsafeRawBufferPointer) -> HTTPError.Reason? {
        headerBytes += line.count
        guard headerBytes <= Transfer.headerLimit else {
            return .malformedReply("its header is larger than \(Transfer.headerLimit) bytes")
        }
        let text = String(decoding: line, as: UTF8.self)
        if text.begins(with: "HTTP/") {
            // A second status line follows an interim reply, whose fields do not count.
            headers = [:]
        } else if let (name, value) = text.halves(around: ":") {
            headers.add(name, value.trimmed())
        }
        return nil
    }

    func takeBody(_ chunk: UnsafeRawBufferPointer) -> HTTPError.Reason? {
        sink.write(chunk, of: reply)
    }
}
