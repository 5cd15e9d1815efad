import AWS
import Bytes
import Pipeline

/// Reads a secret from Parameter Store or Secrets Manager for the steps after it.
struct ReadSecret: Step {
    /// The path below which Parameter Store serves the secrets of Secrets Manager by their names.
    private static let reference = "/aws/reference/secretsmanager/"

    static let parameter = Parameter<String>(
        "parameter",
        "the name of a SecureString in Parameter Store, or \(reference) and the name of a secret "
            + "in Secrets Manager",
        default: nil, check: { $0.utf8.isEmpty ? "is empty" : nil })
    static let gives = Parameter<String>(
        "gives", "the fact that holds it, a name that begins with `secret.`", default: nil,
        check: { text in
            FactName(text).map(Facts.isSecret) ?? false
                ? nil : "is not the name of a secret fact, such as `secret.token`"
        }
    ).literal

    let name: String
    let fact: FactName
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        let found = try await read(context.facts)
        context.note("read \(name)")
        return found
    }

    fileprivate func read(_ facts: Facts) async throws -> Facts {
        let api = host.systemsManager(try facts.require(.instanceRegion))
        guard let found = try await api.decryptedParameter(name) else {
            throw Failure.noSecret(name)
        }
        // Before anything else can show it.
        host.secrets.addDeclared(found.value)
        guard found.type == "SecureString" else {
            throw Failure.notSecret(name, found.type ?? "unknown")
        }
        return Facts([fact: .string(found.value)])
    }
}

extension ReadSecret {
    /// The kind `read-secret`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "read-secret",
            summary: "Reads a secret of Parameter Store or Secrets Manager into a secret fact",
            parameters: [parameter.description, gives.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            needs: [FactKey.instanceRegion.name],
            declaredGives: { parameters in
                guard case .string(let text)? = parameters[gives.name] else { return [] }
                return FactName(text).map { [$0] } ?? []
            },
            permissions: IAMPermission.declared { parameters in
                permissions(reading: parameters[parameter.name]?.text ?? "*")
            },
            planText: { parameters in
                "reads \(parameters[parameter.name]?.text ?? "") as `\(parameters[gives.name]?.text ?? "")`"
            }
        ) { arguments throws(Failure) in
            let fact = try arguments.value(gives)
            guard let fact = FactName(fact) else { throw Failure.noSecret(fact) }
            return ReadSecret(name: try arguments.value(parameter), fact: fact, host: host)
        }
        .typing { parameters in
            guard case .string(let text)? = parameters[gives.name],
                let fact = FactName(text)
            else { return [:] }
            return [fact: .text]
        }
    }

    private static func permissions(reading name: String) -> [IAMPermission] {
        let path = name.begins(with: "/") ? name : "/\(name)"
        let secret = name.rest(after: reference).map { secret in
            IAMPermission(
                "secretsmanager:GetSecretValue",
                on: "\(IAMPermission.partition):secretsmanager:\(IAMPermission.region):"
                    + "\(IAMPermission.account):secret:\(secret)-??????")
        }
        return [
            IAMPermission(
                "ssm:GetParameters",
                on:
                    "\(IAMPermission.partition):ssm:\(IAMPermission.region):\(IAMPermission.account):"
                    + "parameter\(path)")
        ] + (secret.map { [$0] } ?? [])
    }
}

extension Failure {
    fileprivate static func noSecret(_ name: String) -> Failure {
        Failure(
            .notFound, "Parameter Store has no `\(name)`",
            remedy: "check the name, the account and the region, or make it: aws ssm put-parameter "
                + "--type SecureString --name \(name) --value …")
    }

    fileprivate static func notSecret(_ name: String, _ type: String) -> Failure {
        Failure(
            .refused, "`\(name)` is a \(type), which everybody may read who may list parameters",
            remedy:
                "make it a SecureString; a value that is not secret can be a fact by `run` and `gives`"
        )
    }
}

extension ReadSecret: Foreseeing {
    /// Reads the secret as a run does, so that the foresight of later steps can use it.
    func foresee(knowing facts: Facts) async throws -> Foresight {
        .nothing("reads \(name)", giving: try await read(facts))
    }
}
