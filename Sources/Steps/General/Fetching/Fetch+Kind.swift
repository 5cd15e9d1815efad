import HTTP
import Pipeline

extension Fetch {
    static let url = Parameter<HTTPURL>(
        "url", "the file's URL; its query is never shown", default: nil
    )
    .shown { .string(HTTPURL.shown($0.text)) }
    static let to = Parameter<MachinePath>("to", "where to put it", default: nil)
    static let sha256 = Parameter<SHA256Digest?>("sha256", "its checksum")
    static let unverified = Parameter<Agreement?>(
        "unverified", "accepts any content, and downloads it each time")
    static let maxSize = Parameter<ByteCount>(
        "max-size", "its maximum size", default: ByteCount(bytes: 1 << 30))
    static let insecureHTTP = Parameter<Bool>(
        "insecure-http", "whether it may come over plain HTTP from another machine",
        default: false)

    /// The kind `fetch`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "fetch", summary: "Downloads a file and verifies it",
            parameters: [
                url.description, to.description, sha256.description, unverified.description,
                maxSize.description, FileRights.mode.description, FileRights.owner.description,
                FileRights.group.description, FileRights.makeFolders.description,
                insecureHTTP.description,
            ],
            rules: [.exactlyOne(["sha256", "unverified"])],
            failures: [.throttled, .transient, .busy, .notFound, .refused],
            policy: Policy(
                retries: [
                    Retry(
                        on: [.throttled], attempts: 60, delay: .seconds(2), maxDelay: .seconds(15)),
                    Retry(on: [.transient], attempts: 24, delay: .seconds(1)),
                    Retry(on: [.busy], attempts: 60, delay: .seconds(2), maxDelay: .seconds(10)),
                    Retry(on: [.timeout], attempts: 3, delay: .seconds(1)),
                ],
                timeout: .seconds(1800)),
            planText: { parameters in
                let from = parameters["url"]?.text ?? ""
                let isVerified = parameters["unverified"].map { $0 == .null } ?? true
                return "fetches \(from) to \(parameters["to"]?.text ?? "")"
                    + (isVerified ? "" : ", whatever it is") + FileRights.planText(parameters)
            }
        ) { arguments throws(Failure) in
            Fetch(
                source: try FetchSource(
                    arguments.value(url), allowingPlain: arguments.value(insecureHTTP)),
                path: try arguments.value(to).text,
                sha256: try arguments.value(sha256)?.text,
                limit: try arguments.value(maxSize).bytes, rights: try FileRights(arguments),
                host: host)
        }
    }
}
