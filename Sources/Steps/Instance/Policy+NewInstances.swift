import Pipeline

extension Policy {
    /// For what EC2 is asked about an instance: it may take a moment until it knows a new one everywhere.
    static var forNewInstances: Policy {
        var policy = Policy.standard
        policy.retries.append(
            Retry(on: [.notFound], attempts: 6, delay: .seconds(1), maxDelay: .seconds(10)))
        return policy
    }
}
