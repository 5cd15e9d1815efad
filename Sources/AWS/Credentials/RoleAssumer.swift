import Bytes
import FoundationEssentials

/// Exchanges credentials, or a web identity's token, for those of a role, using STS.
package struct RoleAssumer: Sendable {
    private let sender: ObservedSender
    private let settings: SharedSettings
    /// Knows the instance's region.
    private let metadata: MetadataClient
    private let timing: RequestTiming
    private let budget: RetryBudget

    package init(
        _ sender: ObservedSender, _ settings: SharedSettings, _ metadata: MetadataClient,
        timing: RequestTiming, budget: RetryBudget
    ) {
        self.sender = sender
        self.settings = settings
        self.metadata = metadata
        self.timing = timing
        self.budget = budget
    }

    func assume(
        _ role: String, with source: any CredentialsProvider, session: String?, region: String?,
        externalID: String?, duration: Int?
    ) async throws(AWSError) -> Credentials {
        try await sts(source, region).assumeRole(
            arn: role, sessionName: session ?? sessionName, externalID: externalID,
            duration: duration)
    }

    /// - Throws: `AWSError` of kind `.configuration` if the file holds no token.
    func assume(
        _ role: String, webIdentityTokenFile file: String, session: String?, region: String?
    ) async throws(AWSError) -> Credentials {
        let token: String
        do throws(ConfigurationProblem) {
            guard let text = try SmallFile.text(file) else {
                throw .unreadableFile(file, "there is no such file")
            }
            token = text.trimmed()
            guard !token.isEmpty, token.lines().count == 1 else {
                throw .invalidToken(source: file)
            }
        } catch {
            throw AWSError(
                .configuration(error), service: "credentials", operation: "web identity")
        }
        sender.secrets.add(token)
        return try await sts(nil, region).assumeRoleWithWebIdentity(
            arn: role, sessionName: session ?? sessionName, token: token)
    }

    private func sts(_ source: (any CredentialsProvider)?, _ region: String?) async -> STS {
        let client = AWSClient(
            sender, settings, credentials: source, timing: timing, budget: budget)
        if let region = settings.region ?? region { return STS(client, region: region) }
        // Off an instance the region is unknown, and the oldest endpoint knows every role of `aws`.
        let instance = try? await metadata.identityDocument().region
        return STS(client, region: instance ?? "us-east-1")
    }

    /// The default name of the session; CloudTrail shows it.
    private var sessionName: String {
        "enlist-\(Int(timing.clock.now().timeIntervalSince1970))"
    }
}
