// # Calls of AWS
//
// A **service** has one method for each operation that enlist needs; it takes and returns typed
// values and parses replies strictly. Each has a folder: `SystemsManager/`, `OpsWorks/`, `EC2/`,
// `AutoScaling/`, `CloudFormation/`, `IAM/`, `STS/`, `S3/`. **Instance metadata** (`Metadata/`) is
// an unsigned service of its own.
//
// Underneath:
//
// 1. `Client/`: an `Operation` is a request, with whether repeating it is harmless. `AWSClient`
//    finds the **endpoint** (`Endpoints`), gets **credentials**, has the request signed, sends it,
//    and retries it (`RequestRetries`) if that can help and is harmless.
// 2. `Credentials/`: `CredentialChain` looks where the SDKs look; `CredentialCache` caches the
//    result.
// 3. `Settings/`: the settings in the environment and the selected profile.
// 4. `Wire/`: the protocols: JSON 1.1, and the query protocol with XML replies.
// 5. `Secrets/`: what no log may show.
//
// Every failure is an `AWSError`: its `kind` is for the program, `message` and `remedy` are for
// people. An **observer** (`RequestObserver`) sees each request that is sent.
//
// ```swift
// let environment = ProcessInfo.processInfo.environment
// let settings = SharedSettings(completing: environment)
// let http = try HTTPClient(userAgent: "enlist/1.0", environment: settings.environment)
// let metadata = try MetadataClient(ObservedSender(http), environment: settings.environment)
// let identity = try await metadata.identityDocument()
// let client = AWSClient(
//     ObservedSender(http), settings,
//     credentials: CredentialChain.standard(ObservedSender(http), settings, metadata: metadata))
// let parameters = try await SystemsManager(client, region: identity.region)
//     .parameters(below: "/enlist/v3/prod/web/shop")
// ```
