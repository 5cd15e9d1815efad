import Bytes
package import Pipeline

// Facts that no step needs or gives, and by which permissions are narrowed where a person says them.

extension FactKey where Content == String {
    /// `aws`, `aws-cn` or `aws-us-gov`: what the names of all resources of a region begin with.
    package static var partition: Self { .init("aws.partition") }
    /// The name of the Auto Scaling group.
    package static var group: Self { .init("auto-scaling.group") }
}

extension Facts {
    /// These facts, with the partition that their region is in, unless they say one.
    var withPartition: Facts {
        guard self[.partition] == nil else { return self }
        var facts = self
        let region = self[.instanceRegion] ?? ""
        facts[.partition] =
            region.begins(with: "cn-")
            ? "aws-cn" : region.begins(with: "us-gov-") ? "aws-us-gov" : "aws"
        return facts
    }
}
