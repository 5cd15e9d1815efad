import AWS
package import Pipeline

// Facts that no step needs or gives, and by which permissions are narrowed where a person says them.

extension FactKey where Content == String {
    /// `aws`, `aws-cn` and so on: what the names of all resources of a region begin with.
    package static var partition: Self { .init("aws.partition") }
    /// The name of the Auto Scaling group.
    package static var group: Self { .init("auto-scaling.group") }
}

extension Facts {
    /// These facts, with the partition that their region is in, unless they say one.
    var withPartition: Facts {
        guard self[.partition] == nil else { return self }
        var facts = self
        facts[.partition] = Partition(self[.instanceRegion] ?? "").name
        return facts
    }
}
