import Foundation

// Parameters of Parameter Store, asked for by their names.
extension SystemsManager {
    @Sendable static func getParameters(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let names = try input.requiredStrings("Names")
        guard (1...10).contains(names.count) else {
            throw .validation(
                "1 validation error detected: Value '[\(names.joined(separator: ", "))]' at 'names' "
                    + "failed to satisfy constraint: Member must have length less than or equal to "
                    + "10")
        }
        guard Set(names).count == names.count else {
            throw .validation("Duplicate parameters are not allowed.")
        }
        let isDecrypted = try input.bool("WithDecryption") ?? false
        let known = state.systemsManager.parameters
        return [
            "Parameters": .array(
                names.sorted().compactMap { name in
                    known[name].map { json($0, name, isDecrypted: isDecrypted, state, call) }
                }),
            "InvalidParameters": .strings(names.filter { known[$0] == nil }),
        ]
    }

    /// The shape `Parameter`: a secret has its value only on request.
    static func json(
        _ parameter: SystemsManagerState.StoredParameter, _ name: String, isDecrypted: Bool,
        _ state: CloudState, _ call: Call
    ) -> JSONValue {
        let isHidden = parameter.kind == .secret && !isDecrypted
        let path = name.begins(with: "/") ? name : "/\(name)"
        return [
            "Name": .string(name), "Type": .string(parameter.kind.rawValue),
            "Value": .string(isHidden ? "AQICAHencrypted" : parameter.value),
            "Version": .number(parameter.version), "DataType": "text",
            "LastModifiedDate": .number(parameter.modifiedAt.timeIntervalSince1970),
            "ARN": .string(
                state.partition.arn("ssm:\(call.region):\(state.account):parameter\(path)")),
        ]
    }
}
