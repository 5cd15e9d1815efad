import Pipeline

extension Policy {
    /// For requests to EC2 about an instance: a new one may take a moment to be known everywhere.
    static var forNewInstances: Policy {
        var policy = Policy.standard
        policy.retries.append(
            Retry(on: [.notFound], attempts: 6, delay: .seconds(1), maxDelay: .seconds(10)))
        return policy
    }
}
