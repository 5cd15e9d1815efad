import Foundation
import LocalCloud

/// A cloud whose time stands still, and a client that signs its requests.
struct TestCloud {
    let clock = ManualClock()
    let cloud: Cloud
    let administrator: Credential

    init(_ scenario: Scenario = .standard) async {
        cloud = Cloud(
            scenario, clock: clock, identifiers: Identifiers(from: RepeatingGenerator()))
        administrator = await cloud.administratorKey()
    }

    /// Reads a scenario and builds its cloud.
    init(scenario: JSONValue) async throws {
        await self.init(try Scenario(scenario))
    }

    /// What a call came to: the reply's JSON, or the error's code and message.
    enum Outcome: Equatable {
        case success(JSONValue)
        case failure(code: String, message: String)

        var value: JSONValue {
            if case .success(let value) = self { value } else { .null }
        }

        var code: String? {
            if case .failure(let code, _) = self { code } else { nil }
        }
    }

    /// Calls OpsWorks.
    func opsworks(
        _ operation: String, _ input: JSONValue = [:], as key: Credential? = nil,
        region: String = "us-east-1"
    ) async -> Outcome {
        await json(.opsworks, operation, input, as: key, region: region)
    }

    /// Calls a service of the JSON protocol.
    func json(
        _ service: Service, _ operation: String, _ input: JSONValue, as key: Credential? = nil,
        region: String = "us-east-1"
    ) async -> Outcome {
        let target = (service.target ?? "") + operation
        let reply = await send(service, ["x-amz-target": target], input.text(), key, region)
        let json = (try? JSONValue(parsing: reply.body)) ?? .null
        guard reply.status != 200 else { return .success(json) }
        return .failure(
            code: json["__type"]?.text ?? "", message: json["message"]?.text ?? "")
    }

    /// Calls a service of the Query protocol.
    ///
    /// - Returns: The status and the XML text.
    func query(
        _ service: Service, _ operation: String, _ parameters: [String: String] = [:],
        as key: Credential? = nil, region: String = "us-east-1"
    ) async -> (status: Int, xml: String) {
        let all = parameters.merging(["Action": operation, "Version": service.version]) { $1 }
        let body = all.sorted { $0.key < $1.key }
            .map { "\(encoded($0.key))=\(encoded($0.value))" }.joined(separator: "&")
        let reply = await send(service, [:], Data(body.utf8), key, region)
        return (reply.status, String(decoding: reply.body, as: UTF8.self))
    }

    /// Asks the metadata of a machine, with a token of its own unless another is given.
    func metadata(_ path: String, of machine: String, token: String? = nil) async -> Reply {
        var header = token
        if header == nil { header = await self.token(of: machine) }
        return await cloud.reply(
            to: Request(
                entrance: .metadata(instance: machine), method: "GET", path: "/latest/\(path)",
                headers: header.map { ["X-aws-ec2-metadata-token": $0] } ?? [:]))
    }

    /// A token of a machine's metadata service.
    func token(of machine: String, life: String = "60") async -> String {
        let reply = await cloud.reply(
            to: Request(
                entrance: .metadata(instance: machine), method: "PUT", path: "/latest/api/token",
                headers: ["X-aws-ec2-metadata-token-ttl-seconds": life]))
        return String(decoding: reply.body, as: UTF8.self)
    }

    /// The key that a machine's role has.
    func roleKey(of machine: String) async throws -> Credential {
        let folder = "meta-data/iam/security-credentials/"
        let role = String(decoding: await metadata(folder, of: machine).body, as: UTF8.self)
        let json = try JSONValue(parsing: await metadata(folder + role, of: machine).body)
        return Credential(
            accessKeyID: json["AccessKeyId"]?.text ?? "",
            secretAccessKey: json["SecretAccessKey"]?.text ?? "",
            sessionToken: json["Token"]?.text, expiration: nil, owner: .machine(machine))
    }

    /// Sends a request that is signed as AWS wants it.
    func send(
        _ service: Service, _ headers: [String: String], _ body: Data, _ key: Credential? = nil,
        _ region: String = "us-east-1", alter: (inout [String: String]) -> Void = { _ in }
    ) async -> Reply {
        let key = key ?? administrator
        var headers = headers
        let moment = Timestamp.compact(clock.now)
        headers["host"] = "127.0.0.1"
        headers["x-amz-date"] = moment
        headers["x-amz-security-token"] = key.sessionToken
        let signed = headers.keys.sorted().joined(separator: ";")
        func authorization(_ signature: String) -> String {
            "AWS4-HMAC-SHA256 Credential=\(key.accessKeyID)/\(moment.prefix(8))/\(region)/"
                + "\(service.rawValue)/aws4_request, SignedHeaders=\(signed), "
                + "Signature=\(signature)"
        }
        let unsigned = Request(method: "POST", path: "/", headers: headers, body: body)
        let signature = (try? Signature(parsing: authorization("-")))?
            .expected(for: unsigned, at: moment, secret: key.secretAccessKey)
        headers["authorization"] = authorization(signature ?? "")
        alter(&headers)
        return await cloud.reply(
            to: Request(method: "POST", path: "/", headers: headers, body: body))
    }

    private func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}

extension JSONValue {
    /// The text of a string, nil for anything else.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The first entry of a list, nil for anything else.
    var first: JSONValue? {
        if case .array(let entries) = self { entries.first } else { nil }
    }
}
