/// What sort of failure it was: a step says which, its policy says what to do.
package enum FailureClass: String, Sendable, CaseIterable {
    /// A service asked for fewer requests.
    case throttled
    /// The network, or a fault inside a service.
    case transient
    /// The instance's role has no credentials yet, as in the first seconds after boot.
    case credentialsPending = "credentials-pending"
    /// Somebody else has taken what this run wanted.
    case conflict
    /// Something on the machine is in use, as a package manager's lock.
    case busy
    /// What was looked for is not there.
    case notFound = "not-found"
    /// An attempt took longer than it may.
    case timeout
    /// Somebody else's program died: a plugin's process, an installer.
    case crashed
    /// A bad request, no permission, bad input; and everything that no other class fits.
    case refused
}
