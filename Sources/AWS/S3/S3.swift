import HTTP

/// S3, API 2006-03-01, with the operations that enlist needs.
package struct S3: Sendable {
    private let client: AWSClient
    private let region: String

    /// Sends the first request to `region`, which need not be the bucket's.
    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    /// Puts an object into a bucket, replacing the existing one.
    ///
    /// - Parameters:
    ///   - body: the object.
    ///   - type: its media type.
    ///   - bucket: the bucket's name.
    ///   - key: the object's name, of letters, digits and `/._-` alone.
    /// - Throws: `AWSError`; `notFound` if there is no such bucket.
    package func put(
        _ body: [UInt8], type: String, to bucket: String, key: String
    ) async throws(AWSError) {
        let operation = Operation(
            service: .s3, name: "PutObject",
            input: .object(body, type: type, path: "\(bucket)/\(key)"), isRepeatable: true)
        do throws(AWSError) {
            try await client.call(operation, in: region) { _ in }
        } catch {
            guard let other = await home(of: bucket, after: error), other != region else {
                throw error
            }
            try await client.call(operation, in: other) { _ in }
        }
    }

    /// The region of a bucket after another region was asked for it; S3 reports it in several ways.
    ///
    /// - Returns: nil if the refusal is about something else.
    private func home(of bucket: String, after refusal: AWSError) async -> String? {
        if let said = refusal.bucketRegion { return said }
        let isElsewhere =
            [301, 307].contains(refusal.status)
            || Self.elsewhere.contains(refusal.code ?? "")
        guard isElsewhere else { return nil }
        let operation = Operation(
            service: .s3, name: "HeadBucket", input: .bucket(bucket), isRepeatable: true)
        do throws(AWSError) {
            return try await client.call(operation, in: region) {
                $0.headers["x-amz-bucket-region"]
            }
        } catch {
            return error.bucketRegion
        }
    }

    private static let elsewhere = [
        "PermanentRedirect", "TemporaryRedirect", "Redirect", "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException",
    ]
}
