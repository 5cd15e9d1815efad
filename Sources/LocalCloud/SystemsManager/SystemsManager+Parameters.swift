import Foundation

// Parameter Store.
extension SystemsManager {
    private typealias Parameter = SystemsManagerState.StoredParameter

    @Sendable static func putParameter(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let name = try input.required("Name")
        let value = try input.required("Value")
        let old = state.systemsManager.parameters[name]
        let overwrites = try input.bool("Overwrite") ?? false
        guard old == nil || overwrites else {
            throw ServiceError(
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in the "
                    + "request to true.")
        }
        let type = try input.string("Type").flatMap(Parameter.Kind.init)
        guard let kind = type ?? old?.kind else {
            throw .validation("A parameter type is required when you create a parameter.")
        }
        let version = (old?.version ?? 0) + 1
        state.systemsManager.parameters[name] = .init(
            kind: kind, value: value, version: version, modifiedAt: call.now)
        return ["Version": .number(Double(version)), "Tier": "Standard"]
    }

    @Sendable static func getParametersByPath(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let path = try input.required("Path")
        guard path.begins(with: "/") else {
            throw .validation(
                "The parameter doesn't meet the parameter name requirements. The parameter name must "
                    + "begin with a forward slash \"/\".")
        }
        let prefix = path.ends(with: "/") ? path : path + "/"
        let isRecursive = try input.bool("Recursive") ?? false
        let names = state.systemsManager.parameters.keys.sorted().filter { name in
            name.rest(after: prefix).map { isRecursive || !$0.hasByte("/") } ?? false
        }
        let (shown, next) = try page(names, input, size: 10)
        let isDecrypted = try input.bool("WithDecryption") ?? false
        let parameters = state.systemsManager.parameters
        return .object(dropping: [
            "Parameters": .array(
                shown.compactMap { name in
                    parameters[name].map { json($0, name, isDecrypted: isDecrypted, state, call) }
                }),
            "NextToken": next,
        ])
    }
}
