import Bytes

/// CloudFormation, as far as enlist calls it: API 2010-05-15.
package struct CloudFormation: Sendable {
    /// A resource of a stack that waits for signals, as an Auto Scaling group with a `CreationPolicy`.
    package struct Resource: Sendable, Equatable {
        package let stack: String
        package let logicalID: String

        package init(stack: String, logicalID: String) {
            self.stack = stack
            self.logicalID = logicalID
        }
    }

    private let client: AWSClient
    private let region: String

    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    /// What a resource is told.
    package enum Signal: String, Sendable {
        case success = "SUCCESS"
        case failure = "FAILURE"
    }

    /// Tells the stack whether the instance is as it should be.
    ///
    /// A signal with the same unique id, which is the instance's, counts once (API reference,
    /// SignalResource), so that it can be repeated.
    ///
    /// - Returns: false where the stack does not wait for signals, as once it is complete.
    package func signal(
        _ signal: Signal, of instanceID: String, to resource: Resource
    ) async throws(AWSError) -> Bool {
        do {
            try await client.call(
                .cloudFormation, version: "2010-05-15", "SignalResource",
                [
                    "StackName": resource.stack, "LogicalResourceId": resource.logicalID,
                    "UniqueId": instanceID, "Status": signal.rawValue,
                ], in: region, isRepeatable: true
            ) { _ in }
            return true
        } catch {
            // "Stack … is in CREATE_COMPLETE state and can not be signaled", a ValidationError like any
            // other, but for its words.
            let words = error.serviceMessage ?? ""
            guard words.contains(bytes: " state and can"), words.contains(bytes: "signal") else {
                throw error
            }
            return false
        }
    }
}
