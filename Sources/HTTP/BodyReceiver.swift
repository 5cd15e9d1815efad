/// Takes the body of a reply with a 2xx status as it arrives.
///
/// Called on the client's one thread, which does nothing else meanwhile: it may write to a file, and
/// must not wait for anything.
package protocol BodyReceiver: AnyObject, Sendable {
    /// Learns of the reply, without its body, before the first byte of that, also where there is none.
    ///
    /// - Returns: why the transfer must end; nil to go on.
    func begin(_ reply: HTTPResponse) -> HTTPError.Reason?

    /// Takes the next bytes.
    ///
    /// - Returns: why the transfer must end; nil to go on.
    func take(_ bytes: UnsafeRawBufferPointer) -> HTTPError.Reason?
}
