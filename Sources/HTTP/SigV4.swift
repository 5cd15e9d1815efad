/// The request to sign with AWS Signature Version 4, and the keys for it.
///
/// libcurl signs (`CURLOPT_AWS_SIGV4`, provider `aws:amz`): every header of the request, the host
/// and `X-Amz-Date`. A session token is sent and signed as `X-Amz-Security-Token`. A request with
/// an `X-Amz-Date` header of its own is signed for that time. The names of two headers must not begin
/// alike up to the end of one of them: before 8.10 libcurl signs such headers in the wrong order.
package struct SigV4: Sendable, Equatable {
    /// The service's signing name: `opsworks`, `ec2`.
    package let service: String
    package let region: String
    package let accessKeyID: String
    package let secretAccessKey: String
    package let sessionToken: String?

    package init(
        service: String, region: String, accessKeyID: String, secretAccessKey: String,
        sessionToken: String? = nil
    ) {
        self.service = service
        self.region = region
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

extension SigV4: CustomStringConvertible, CustomReflectable {
    /// The scope alone: the keys are secrets.
    package var description: String { "SigV4 for \(service) in \(region)" }

    /// Keeps `dump` from printing the keys.
    package var customMirror: Mirror { Mirror(self, children: ["scope": description]) }
}
