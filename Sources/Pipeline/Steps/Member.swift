/// The instance as registered with the provider.
package struct Member: Sendable, Equatable {
    /// The provider's own id for it, which is not the EC2 instance's.
    package let id: String
    /// The status in the provider's words; an open set.
    package let status: String

    package init(id: String, status: String) {
        self.id = id
        self.status = status
    }

    static let facts = [FactKey.memberID.name, FactKey.memberStatus.name]

    package var asFacts: Facts {
        var facts = Facts()
        facts[.memberID] = id
        facts[.memberStatus] = status
        return facts
    }
}
