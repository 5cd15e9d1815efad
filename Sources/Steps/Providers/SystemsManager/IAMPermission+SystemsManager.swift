import Bytes
import Pipeline

extension IAMPermission {
    /// A permission for a request to Systems Manager that cannot be narrowed.
    static func systemsManager(_ operation: String) -> IAMPermission {
        IAMPermission("ssm:\(operation)")
    }

    /// The permission to read the status of an instance's associations; of any instance, as a
    /// condition on a tag that the instance gives itself would narrow nothing.
    static var instanceAssociations: IAMPermission {
        IAMPermission(
            "ssm:DescribeInstanceAssociationsStatus",
            on: "\(partition):ec2:\(region):\(account):instance/*")
    }

    /// The permission to read a layer's parameters; `stack` and `layer` are templates of the two
    /// parts of its path.
    static func parameters(below stack: Value?, _ layer: Value?) -> IAMPermission {
        let path = "\(stack?.text ?? "/*")/\(layer?.text ?? "*")"
        return IAMPermission(
            "ssm:GetParametersByPath", on: "\(partition):ssm:\(region):\(account):parameter\(path)")
    }

    /// The permissions to send a document, AWS' or the account's own, to instances of the group;
    /// both are checked.
    static func sendCommand(_ document: Value?) -> [IAMPermission] {
        let name = document?.text.lastName ?? "*"
        let instances = instance("SendCommand")
        return [
            IAMPermission("ssm:SendCommand", on: "\(partition):ssm:\(region):*:document/\(name)"),
            IAMPermission("ssm:SendCommand", on: instances.resource, where: instances.conditions),
        ]
    }
}
