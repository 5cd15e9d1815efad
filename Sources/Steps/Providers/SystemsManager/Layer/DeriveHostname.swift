import Bytes
import Pipeline

/// Makes the instance's name of what is known of it.
///
/// Where nobody suggests names, the EC2 instance's id in it makes sure that no other instance has it.
struct DeriveHostname: HostnameChoosing, Revertible {
    static let name = Parameter<String>(
        "name",
        "the name: letters, digits and `-`, at most 63; other characters of a fact become `-`",
        default: "${layer.name}-${instance.id}",
        check: { hostname(from: $0) == nil ? "does not give a valid hostname (\(rule))" : nil })

    let name: Hostname
    let machine: MachineHostname?

    func chooseHostname(in context: StepContext) async throws -> String {
        try await machine?.apply(name, in: context)
        return name.text
    }

    /// Gives the machine back the name that it had before this run.
    func revert(in context: StepContext) async throws { try machine?.revert(in: context) }

    private static func hostname(from text: String) -> Hostname? {
        Hostname(making: text, keeping: instanceID(at: text))
    }

    /// The instance's id at the end of a text, as the default has it: 17 digits, once 8.
    private static func instanceID(at text: String) -> String? {
        [17, 8].lazy.map { String(decoding: text.utf8.suffix($0 + "i-".utf8.count), as: UTF8.self) }
            .first { $0.rest(after: "i-")?.utf8.allSatisfy(\.isHexDigit) ?? false }
    }

    fileprivate static let rule =
        "letters, digits and `-`, 1 to 63 of them, more than a number, and not `localhost`"
}

extension DeriveHostname {
    /// The kind `derive-hostname`.
    static func kind(root: MachineRoot) -> StepKind {
        StepKind(
            "derive-hostname", role: .hostnameChoosing,
            summary: "Derives the hostname from the layer's name and the instance's id",
            parameters: [name.description] + MachineHostname.parameters,
            rules: MachineHostname.rules,
            failures: [.refused], problem: wordsOutside
        ) { arguments throws(Failure) in
            let text = try arguments.value(name)
            guard let name = hostname(from: text) else { throw .noHostname(text) }
            return DeriveHostname(
                name: name,
                machine: try MachineHostname(arguments, root: root))
        }
        .readPast()
    }

    /// What is wrong with the text around the facts, which nobody but its author can mend.
    private static func wordsOutside(_ parameters: [String: Value]) -> ParameterRule.Problem? {
        guard case .string(let text)? = parameters[name.name],
            let template = try? Template(text)
        else { return nil }
        for case .text(let words) in template.parts {
            let isFit = words.utf8.allSatisfy {
                $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-")
            }
            guard isFit else {
                return ParameterRule.Problem(
                    "makes a hostname with \(words.debugDescription) in it",
                    "use letters, digits and `-` around the facts; a domain belongs into DNS or "
                        + "/etc/hosts",
                    at: name.name)
            }
        }
        return nil
    }
}

extension Failure {
    fileprivate static func noHostname(_ name: String) -> Failure {
        Failure(
            .refused, "\(name.debugDescription) does not give a valid hostname",
            remedy:
                "let the parameter `name` come to \(DeriveHostname.rule); one that ends in "
                + "`${instance.id}` is shortened before it")
    }
}

extension DeriveHostname: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight {
        var given = Facts()
        given[.hostname] = name.text
        return try machine.foresight(of: name, giving: given)
    }
}
