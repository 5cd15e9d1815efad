import AWS

// Error codes that the steps distinguish; an open set, so a code and not a kind.

extension AWSError {
    /// IAM's code for a name that is in use already.
    var isEntityAlreadyExists: Bool { code == "EntityAlreadyExists" }

    /// IAM's code for something that does not exist.
    var isNoSuchEntity: Bool { code == "NoSuchEntity" }
}
