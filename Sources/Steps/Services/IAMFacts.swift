import AWS
package import Pipeline

// Facts that no step needs or gives; a user sets them to narrow permissions.

extension FactKey where Content == String {
    /// `aws`, `aws-cn` and so on: the partition in the ARNs of all resources of a region.
    package static var partition: Self { .init("aws.partition") }
    /// The name of the Auto Scaling group.
    package static var group: Self { .init("auto-scaling.group") }
}

extension Facts {
    /// These facts, with the partition of their region unless they have one.
    var withPartition: Facts {
        guard self[.partition] == nil else { return self }
        var facts = self
        facts[.partition] = Partition(self[.instanceRegion] ?? "").name
        return facts
    }
}
