import AWS
import Pipeline

/// Uploads the report of a failed run to a place that outlives the machine.
struct UploadReport: Step {
    static let folder = Parameter<ObjectFolder>("to", "where in S3", default: nil)
    static let page = Parameter<String>("page", "the report, as HTML", default: nil).literal

    let folder: ObjectFolder
    let page: String
    let s3: @Sendable (_ region: String) -> S3

    /// The report's name; a later run of the same instance overwrites it.
    private static func name(_ instanceID: String) -> String { "\(instanceID).html" }

    func run(in context: StepContext) async throws -> Facts {
        let name = Self.name(try context.facts.require(.instanceID))
        try await s3(try context.facts.require(.instanceRegion)).put(
            Array(page.utf8), type: "text/html; charset=utf-8", to: folder.bucket,
            key: folder.prefix + name)
        context.note("the report is at \(folder.url(of: name))")
        return Facts()
    }
}

extension UploadReport {
    /// The kind `upload-report`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "upload-report", summary: "Uploads the report of a failed run to S3",
            parameters: [folder.description, page.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { parameters in
                let folder = parameters[folder.name].flatMap(ObjectFolder.init)
                return [.object("PutObject", in: folder)]
            }
        ) { arguments throws(Failure) in
            UploadReport(
                folder: try arguments.value(folder), page: try arguments.value(page),
                s3: host.s3)
        }
    }
}
