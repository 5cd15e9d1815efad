import AWS

// Error codes that the steps tell apart; an open set, so a code and not a kind.

extension AWSError {
    /// IAM's word for a name that is in use already.
    var isEntityAlreadyExists: Bool { code == "EntityAlreadyExists" }

    /// IAM's word for something that is not there.
    var isNoSuchEntity: Bool { code == "NoSuchEntity" }
}
