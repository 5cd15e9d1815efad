import AWS
import Bytes
import Pipeline

/// Uploads the report of a failed run to a place that outlives the machine.
struct UploadReport: Step {
    static let page = Parameter<String>("page", "the report, as HTML", default: nil).literal

    let place: ReportPlace
    let page: String
    let s3: @Sendable (_ region: String) -> S3

    /// The report's name; a later run of the same instance overwrites it.
    private static func name(_ instanceID: String) -> String { "\(instanceID).html" }

    func run(in context: StepContext) async throws -> Facts {
        let name = Self.name(try context.facts.require(.instanceID))
        let s3 = s3(try context.facts.require(.instanceRegion))
        let folder = place.folder
        do throws(AWSError) {
            try await s3.put(
                Array(page.utf8), type: "text/html; charset=utf-8", to: folder.bucket,
                key: folder.prefix + name, place.options)
        } catch {
            guard case .accessDenied("s3:PutObject") = error.kind, let owner = place.bucketOwner
            else { throw error }
            throw Failure(error).mentioning(owner: owner)
        }
        context.note("the report is at \(folder.url(of: name))")
        return Facts()
    }
}

extension ReportPlace {
    fileprivate var options: S3.PutOptions {
        S3.PutOptions(
            encryption: encryption?.rawValue, kmsKey: kmsKey, usesBucketKey: usesBucketKey,
            bucketOwner: bucketOwner)
    }
}

extension Failure {
    /// S3 does not report that a bucket is owned by another account than the one it is expected to be:
    /// that looks as if a permission were missing (S3 user guide, "Verifying bucket ownership with
    /// bucket owner condition").
    fileprivate func mentioning(owner: String) -> Failure {
        Failure(
            failureClass, message,
            remedy: "check that the account \(owner) owns the bucket (`bucket-owner`), which S3 "
                + "refuses in the same words; otherwise \(remedy)",
            details: details, retryAfter: retryAfter, cause: cause,
            missingPermission: missingPermission)
    }
}

extension UploadReport {
    /// The kind `upload-report`, for one place.
    static func kind(_ place: ReportPlace, _ host: Host) -> StepKind {
        StepKind(
            "upload-report", summary: "Uploads the report of a failed run to S3",
            parameters: [page.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { _ in
                [.object("PutObject", in: place.folder)]
                    + (place.kmsKey.map { [.dataKey(of: $0)] } ?? [])
            }
        ) { arguments throws(Failure) in
            UploadReport(place: place, page: try arguments.value(page), s3: host.s3)
        }
    }
}

extension IAMPermission {
    /// Encrypting objects with a key of KMS, which policies name by its ARN; an alias is a condition
    /// on any key ("Using IAM policies to allow access to KMS keys by alias").
    fileprivate static func dataKey(of key: String) -> IAMPermission {
        let action = "kms:GenerateDataKey"
        let keys = "\(partition):kms:\(region):\(account):key/"
        if key.begins(with: "alias/") {
            return IAMPermission(
                action, on: "\(keys)*",
                where: [Condition("ForAnyValue:StringEquals", "kms:ResourceAliases", [key])])
        }
        guard key.begins(with: "arn:") else { return IAMPermission(action, on: keys + key) }
        guard let alias = key.halves(around: ":alias/") else {
            return IAMPermission(action, on: key)
        }
        return IAMPermission(
            action, on: "\(alias.before):key/*",
            where: [
                Condition(
                    "ForAnyValue:StringEquals", "kms:ResourceAliases", ["alias/\(alias.after)"])
            ])
    }
}
