import HTTP

/// S3, as far as enlist calls it: API 2006-03-01.
package struct S3: Sendable {
    private let client: AWSClient
    private let region: String

    /// Asks in `region` first, which need not be that of a bucket.
    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    /// Puts an object into a bucket, in place of the one that is there.
    ///
    /// - Parameters:
    ///   - body: the object.
    ///   - type: its media type.
    ///   - bucket: the bucket's name.
    ///   - key: the object's name, of letters, digits and `/._-` alone.
    /// - Throws: `AWSError`; `notFound` where there is no such bucket.
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

    /// The region of a bucket of which another was asked, which S3 says in one way or another.
    ///
    /// - Returns: nil where the refusal is about something else.
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
