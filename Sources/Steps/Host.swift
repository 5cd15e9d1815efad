package import AWS
package import HTTP
package import Pipeline

/// The machine that the built-in steps work on: its root, its environment, and its way to AWS.
///
/// Made once for a run. Making it sends no request: the first step that needs one does.
package struct Host: Sendable {
    /// The process' environment.
    package let environment: [String: String]
    package let root: MachineRoot
    /// The place in the run's trace of what the run does now, for children; nil if it is not traced.
    let traceparent: @Sendable () -> String?
    let overwritten = OverwrittenFiles()
    let http: HTTPClient
    /// What no output may show: keys and tokens, as the run comes to know them.
    let secrets: KnownSecrets
    package let client: AWSClient
    private let early: EarlyReads
    private let metadata: MetadataClient
    private let partitions: Partitions
    /// The region of the environment or of the profile; nil if neither says one.
    package let region: String?

    /// Looks at the environment.
    ///
    /// - Parameters:
    ///   - environment: the process' own; `ENLIST_ROOT` names the folder that stands for `/`.
    ///   - version: of this program, for the services' logs.
    ///   - secrets: known so far; the run adds to them.
    ///   - observer: sees every request.
    ///   - traceparent: the place in the run's trace of what the run does now; nil if it is not traced.
    /// - Throws: `MachineError`, `HTTPError` or `AWSError` where the environment cannot be used.
    package init(
        environment: [String: String], version: String, secrets: RunSecrets = RunSecrets(),
        observer: any RequestObserver, traceparent: @escaping @Sendable () -> String? = { nil }
    ) throws {
        self.traceparent = traceparent
        self.secrets = secrets.known
        self.environment = environment
        root = try MachineRoot(environment: environment)
        // What a profile adds is for requests, and not for the programs that steps run.
        let settings = SharedSettings(completing: environment)
        region = settings.region
        partitions = settings.partitions
        http = try HTTPClient(
            userAgent: "enlist/\(version)", environment: settings.environment)
        let sender = ObservedSender(http, observer: observer, secrets: secrets.known)
        metadata = try MetadataClient(sender, environment: settings.environment)
        early = EarlyReads(http)
        client = AWSClient(
            ObservedSender(early, observer: observer, secrets: secrets.known), settings,
            credentials: CredentialChain.standard(sender, settings, metadata: metadata))
    }

    /// Sends what a step will read, for the step to find; errors are ignored.
    package func readAhead(of step: PlannedStep, knowing facts: Facts) async {
        await EarlyReads.ahead(of: step.id) { try await step.kind.readAhead(knowing: facts) }
    }

    /// Drops what was read ahead of a step that has ended.
    package func endReadingAhead(of step: String) { early.end(step) }

    /// Drops what was read ahead; nothing is read ahead any more.
    package func stopReadingAhead() { early.stop() }

    /// A machine whose requests to AWS go another way, unsigned, and by another clock: that of a
    /// simulation.
    ///
    /// - Parameters:
    ///   - environment: as of a process.
    ///   - sender: takes the requests to AWS.
    ///   - timing: of those requests.
    ///   - longestThrottling: the longest wait after a request was throttled.
    ///   - http: for requests to any other place.
    /// - Throws: `MachineError` or `AWSError` if the environment cannot be used.
    package init(
        environment: [String: String], sender: ObservedSender, timing: RequestTiming,
        longestThrottling: Duration, http: HTTPClient
    ) throws {
        traceparent = { nil }
        secrets = sender.secrets
        self.environment = environment
        root = try MachineRoot(environment: environment)
        let settings = SharedSettings(completing: environment)
        region = settings.region
        partitions = settings.partitions
        early = EarlyReads(http)
        self.http = http
        metadata = try MetadataClient(sender, environment: settings.environment, timing: timing)
        client = AWSClient(
            sender, settings, credentials: nil, timing: timing, longestThrottling: longestThrottling
        )
    }

    /// The version of the library that requests are sent by.
    package static var curlVersion: String { HTTPClient.libraryVersion }

    /// What instance metadata says of the instance.
    package var instanceFacts: InstanceFacts {
        InstanceFacts(metadata: metadata, partitions: partitions)
    }

    /// The VPC that the instance is in; nil for none.
    func instanceVPCID() async throws(AWSError) -> String? { try await metadata.vpcID() }

    /// Whether instance metadata also answers without a token, as version 1 did.
    func metadataAnswersWithoutToken() async throws(AWSError) -> Bool {
        try await metadata.answersWithoutToken()
    }

    /// Whether instance metadata has the instance's tags.
    func showsTags() async throws(AWSError) -> Bool { try await metadata.showsTags() }

    /// Whether there is a way to a service, and what time it has.
    func greeting(of service: Service, in region: String) async throws(AWSError) -> Greeting {
        try await client.greet(service, in: region)
    }

    func ec2(_ region: String) -> EC2 { EC2(client, region: region) }
    func autoScaling(_ region: String) -> AutoScaling { AutoScaling(client, region: region) }
    func cloudFormation(_ region: String) -> CloudFormation {
        CloudFormation(client, region: region)
    }
    func s3(_ region: String) -> S3 { S3(client, region: region) }
    func sts(_ region: String) -> STS { STS(client, region: region) }
}
