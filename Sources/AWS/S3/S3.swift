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

    /// How an object is stored, beyond the bucket's defaults.
    package struct PutOptions: Sendable, Equatable {
        /// The value of `x-amz-server-side-encryption`.
        package var encryption: String?
        /// The id, alias or ARN of a key in KMS.
        package var kmsKey: String?
        package var usesBucketKey: Bool?
        /// The account that must own the bucket.
        package var bucketOwner: String?

        package init(
            encryption: String? = nil, kmsKey: String? = nil, usesBucketKey: Bool? = nil,
            bucketOwner: String? = nil
        ) {
            self.encryption = encryption
            self.kmsKey = kmsKey
            self.usesBucketKey = usesBucketKey
            self.bucketOwner = bucketOwner
        }

        /// As PutObject takes them (S3 API reference).
        fileprivate var headers: [(name: String, value: String)] {
            let values = [
                ("x-amz-server-side-encryption", encryption),
                ("x-amz-server-side-encryption-aws-kms-key-id", kmsKey),
                ("x-amz-server-side-encryption-bucket-key-enabled", usesBucketKey.map { "\($0)" }),
            ]
            return values.compactMap { name, value in value.map { (name, $0) } } + ownerHeaders
        }

        /// Those of every request about the bucket.
        fileprivate var ownerHeaders: [(name: String, value: String)] {
            bucketOwner.map { [("x-amz-expected-bucket-owner", $0)] } ?? []
        }
    }

    /// Puts an object into a bucket, replacing the existing one.
    ///
    /// - Parameters:
    ///   - body: the object.
    ///   - type: its media type.
    ///   - bucket: the bucket's name.
    ///   - key: the object's name, of letters, digits and `/._-` alone.
    ///   - options: how it is stored.
    /// - Throws: `AWSError`; `notFound` if there is no such bucket; `accessDenied` also if it has
    ///   another owner.
    package func put(
        _ body: [UInt8], type: String, to bucket: String, key: String,
        _ options: PutOptions = PutOptions()
    ) async throws(AWSError) {
        let operation = Operation(
            service: .s3, name: "PutObject",
            input: .object(body, type: type, path: "\(bucket)/\(key)", options.headers),
            isRepeatable: true)
        do throws(AWSError) {
            try await client.call(operation, in: region) { _ in }
        } catch {
            guard let other = await home(of: bucket, options, after: error),
                other != region
            else {
                throw error
            }
            try await client.call(operation, in: other) { _ in }
        }
    }

    /// The region of a bucket after another region was asked for it; S3 reports it in several ways.
    ///
    /// - Returns: nil if the refusal is about something else.
    private func home(
        of bucket: String, _ options: PutOptions, after refusal: AWSError
    ) async -> String? {
        if let said = refusal.bucketRegion { return said }
        let isElsewhere =
            [301, 307].contains(refusal.status)
            || Self.elsewhere.contains(refusal.code ?? "")
        guard isElsewhere else { return nil }
        let operation = Operation(
            service: .s3, name: "HeadBucket", input: .bucket(bucket, options.ownerHeaders),
            isRepeatable: true)
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
