import AWS
import HTTP

extension Credentials {
    /// AWS' own example keys, with a session token.
    static let example = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        sessionToken: "AQoDYXdzEPT//////////wEXAMPLEtoken==")
}

extension AWSClient {
    /// A client of a test's answers.
    init(
        answers sender: any HTTPSender, _ timing: TestTiming = TestTiming(),
        environment: [String: String] = [:],
        credentials: (any CredentialsProvider)? = StaticCredentials(.example),
        observer: (any RequestObserver)? = nil, budget: RetryBudget = RetryBudget()
    ) {
        self.init(
            ObservedSender(sender, observer: observer), SharedSettings(completing: environment),
            credentials: credentials, timing: timing.timing, budget: budget)
    }
}
