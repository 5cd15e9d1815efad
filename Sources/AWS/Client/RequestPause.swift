/// The wait before a retry, reported when it starts.
package struct RequestPause: Sendable {
    /// `opsworks`, `ec2`, `instance metadata`.
    package let service: String
    package let operation: String
    /// The number of the failed attempt, from 1.
    package let tryNumber: Int
    /// The request and its failure, as a sentence without its full stop.
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
