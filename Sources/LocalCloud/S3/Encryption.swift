/// How S3 encrypts an object, by the headers of PutObject.
package struct Encryption: Sendable, Equatable {
    package let algorithm: String
    /// The key of KMS, as the client named it; nil without one.
    package var key: String?
    package var usesBucketKey = false

    /// What S3 does unless it is asked for something else, since January 2023.
    static let standard = Encryption(algorithm: "AES256")

    private static let prefix = "x-amz-server-side-encryption"
    private static let algorithms: Set = ["AES256", "aws:kms", "aws:kms:dsse"]

    private init(algorithm: String) { self.algorithm = algorithm }

    /// Reads the headers.
    ///
    /// - Throws: what S3 refuses.
    init(of request: Request) throws(ServiceError) {
        let headers = request.headers
        guard let algorithm = headers[Self.prefix] else {
            guard headers["\(Self.prefix)-aws-kms-key-id"] == nil else {
                throw ServiceError(
                    "InvalidArgument",
                    "Server Side Encryption with AWS KMS managed key requires HTTP header "
                        + "x-amz-server-side-encryption : aws:kms")
            }
            self = .standard
            return
        }
        guard Self.algorithms.contains(algorithm) else {
            throw ServiceError(
                "InvalidEncryptionAlgorithmError",
                "The encryption request that you specified is not "
                    + "valid. Supported values are: AES256, aws:kms, aws:kms:dsse")
        }
        self.init(algorithm: algorithm)
        key = headers["\(Self.prefix)-aws-kms-key-id"]
        usesBucketKey = headers["\(Self.prefix)-bucket-key-enabled"]?.lowercased() == "true"
        guard key == nil || algorithm != "AES256" else {
            throw ServiceError(
                "InvalidArgument",
                "Server Side Encryption with AWS KMS managed key requires HTTP header "
                    + "x-amz-server-side-encryption : aws:kms")
        }
    }

    /// What replies about the object have of it.
    var headers: [(name: String, value: String)] {
        [(Self.prefix, algorithm)]
            + (key.map { [("\(Self.prefix)-aws-kms-key-id", $0)] } ?? [])
            + (usesBucketKey ? [("\(Self.prefix)-bucket-key-enabled", "true")] : [])
    }
}
