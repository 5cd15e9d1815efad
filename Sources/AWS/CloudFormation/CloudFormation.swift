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

    /// What became of a signal.
    package enum SignalReply: Sendable, Equatable {
        case heard
        /// The resource has had a signal of this instance, which is the one that counts.
        case repeated
        /// Nobody waits for it, as the stack is complete, has no such resource, or is gone; with the
        /// service's own words.
        case unawaited(String)
    }

    /// Tells the stack whether the instance is as it should be.
    ///
    /// A signal with the same unique id, which is the instance's, counts once (API reference,
    /// SignalResource), so that it can be repeated.
    ///
    /// - Throws: `AWSError`.
    package func signal(
        _ signal: Signal, of instanceID: String, to resource: Resource
    ) async throws(AWSError) -> SignalReply {
        do {
            try await client.call(
                .cloudFormation, version: "2010-05-15", "SignalResource",
                [
                    "StackName": resource.stack, "LogicalResourceId": resource.logicalID,
                    "UniqueId": instanceID, "Status": signal.rawValue,
                ], in: region, isRepeatable: true
            ) { _ in }
            return .heard
        } catch {
            guard let words = error.serviceMessage, let reply = SignalReply(refusal: words) else {
                throw error
            }
            return reply
        }
    }
}

extension CloudFormation.SignalReply {
    /// Reads the words of a ValidationError, which has nothing else to tell these cases apart by.
    fileprivate init?(refusal words: String) {
        if words.contains(bytes: "Signal with ID"), words.contains(bytes: "already exists") {
            self = .repeated
        } else if words.contains(bytes: " state and can"), words.contains(bytes: "signal") {
            // "Stack … is in CREATE_COMPLETE state and can not be signaled"
            self = .unawaited(words)
        } else if words.contains(bytes: "does not exist"),
            words.contains(bytes: "Stack ") || words.contains(bytes: "Resource ")
        {
            self = .unawaited(words)
        } else {
            return nil
        }
    }
}
