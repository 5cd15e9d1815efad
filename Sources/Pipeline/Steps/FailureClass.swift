/// The class of a failure: the step names it, its policy decides what to do.
package enum FailureClass: String, Sendable, CaseIterable {
    /// A service asked for fewer requests.
    case throttled
    /// The network, or a fault inside a service.
    case transient
    /// The instance's role has no credentials yet, as in the first seconds after boot.
    case credentialsPending = "credentials-pending"
    /// Another party has taken what this run wanted.
    case conflict
    /// Something on the machine is in use, such as a package manager's lock.
    case busy
    /// The wanted object does not exist.
    case notFound = "not-found"
    /// An attempt took longer than allowed.
    case timeout
    /// A program that is not enlist's crashed: a plugin's process, an installer.
    case crashed
    /// A bad request, a missing permission, bad input; and everything that fits no other class.
    case refused
}
