import Bytes

/// CloudFormation, API 2010-05-15, with the operations that enlist needs.
package struct CloudFormation: Sendable {
    /// A resource of a stack that waits for signals, such as an Auto Scaling group with a
    /// `CreationPolicy`.
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

    /// The signal that a resource gets.
    package enum Signal: String, Sendable {
        case success = "SUCCESS"
        case failure = "FAILURE"
    }

    /// The outcome of a signal.
    package enum SignalReply: Sendable, Equatable {
        case heard
        /// The resource has already had a signal from this instance; that one counts.
        case repeated
        /// The stack does not wait for it: it is complete, has no such resource, or is gone;
        /// carries the service's own message.
        case unawaited(String)
    }

    /// Signals to the stack whether the instance is ready.
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
    /// Parses the message of a ValidationError, which has nothing else that distinguishes these
    /// cases.
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
