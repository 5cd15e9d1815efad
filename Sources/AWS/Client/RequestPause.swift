/// A wait before a request is sent once more, as it begins.
package struct RequestPause: Sendable {
    /// `opsworks`, `ec2`, `instance metadata`.
    package let service: String
    package let operation: String
    /// Which try of the request has failed, from 1.
    package let tryNumber: Int
    /// What was asked and what was wrong with it, as a sentence without its full stop.
    package let reason: String
    package let length: Duration

    init(before failure: AWSError, number: Int, _ length: Duration) {
        service = failure.service
        operation = failure.operation
        tryNumber = number
        reason = failure.briefly
        self.length = length
    }
}
