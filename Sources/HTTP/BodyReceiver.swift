/// Receives the body of a reply with a 2xx status as it arrives.
///
/// Called on the client's only thread, which does nothing else meanwhile: it may write to a file,
/// and must not wait for anything.
package protocol BodyReceiver: AnyObject, Sendable {
    /// Receives the reply without its body, before the body's first byte, even if the body is
    /// empty.
    ///
    /// - Returns: why the transfer must end; nil to continue.
    func begin(_ reply: HTTPResponse) -> HTTPError.Reason?

    /// Receives the next bytes.
    ///
    /// - Returns: why the transfer must end; nil to continue.
    func take(_ bytes: UnsafeRawBufferPointer) -> HTTPError.Reason?
}
