// # Calls of AWS
//
// A **service** has one method for each operation that enlist needs; it takes and returns typed values
// and reads replies strictly. A folder each: `SystemsManager/`, `OpsWorks/`, `EC2/`, `AutoScaling/`,
// `CloudFormation/`, `IAM/`, `STS/`, `S3/`. **Instance metadata** (`Metadata/`) is a service of its own,
// unsigned.
//
// Underneath:
//
// 1. `Client/`: an `Operation` says what is asked and whether asking twice does harm. `AWSClient` finds
//    the **endpoint** (`Endpoints`), takes **credentials**, has the request signed, sends it, and tries
//    again (`RequestRetries`) where that can help and does no harm.
// 2. `Credentials/`: `CredentialChain` asks where the SDKs ask; `CredentialCache` keeps what it got.
// 3. `Settings/`: what the environment and the selected profile say about calls.
// 4. `Wire/`: the protocols: JSON 1.1, and the query protocol with XML replies.
// 5. `Secrets/`: what no log may show.
//
// Every failure is an `AWSError`: its `kind` says what it means, `message` and `remedy` say it to a
// person. An **observer** (`RequestObserver`) sees each request that is sent.
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
