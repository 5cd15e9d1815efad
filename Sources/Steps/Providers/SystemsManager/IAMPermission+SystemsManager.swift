import Bytes
import Pipeline

extension IAMPermission {
    /// Questions of Systems Manager, and orders to it, that cannot be narrowed.
    static func systemsManager(_ operation: String) -> IAMPermission {
        IAMPermission("ssm:\(operation)")
    }

    /// What has become of the associations of an instance; of any instance, as a tag that the instance gives
    /// itself narrows nothing.
    static var instanceAssociations: IAMPermission {
        IAMPermission(
            "ssm:DescribeInstanceAssociationsStatus",
            on: "\(partition):ec2:\(region):\(account):instance/*")
    }

    /// Reading the parameters below the path of a layer; `stack` and `layer` are templates of its two parts.
    static func parameters(below stack: Value?, _ layer: Value?) -> IAMPermission {
        let path = "\(stack?.text ?? "/*")/\(layer?.text ?? "*")"
        return IAMPermission(
            "ssm:GetParametersByPath", on: "\(partition):ssm:\(region):\(account):parameter\(path)")
    }

    /// Sending a document, of AWS' or the account's own, to instances of the group; both are asked for.
    static func sendCommand(_ document: Value?) -> [IAMPermission] {
        let name = document?.text.lastName ?? "*"
        let instances = instance("SendCommand")
        return [
            IAMPermission("ssm:SendCommand", on: "\(partition):ssm:\(region):*:document/\(name)"),
            IAMPermission("ssm:SendCommand", on: instances.resource, where: instances.conditions),
        ]
    }
}
