import Foundation

extension FaultRule {
    private static let keys: Set = [
        "service", "operation", "calls", "instance", "hold", "latency", "error", "status",
        "message",
        "throttle", "drop", "cut-off", "malformed", "skew",
    ]
    /// The valid values of `service`.
    static let services = Service.allCases.map(\.rawValue) + ["metadata", "installer", "*"]
    private static let effects = [
        "error", "throttle", "drop", "cut-off", "malformed", "skew",
    ]

    /// Reads a file of the form `{"faults": [RULE, …]}`.
    package static func rules(file: String) throws(ScenarioError) -> [FaultRule] {
        let value = try JSONFile.read(file)
        do throws(ScenarioError) { return try rules(value) } catch { throw .inFile(file, error) }
    }

    /// Parses `{"faults": [RULE, …]}`.
    package static func rules(_ value: JSONValue) throws(ScenarioError) -> [FaultRule] {
        try rules(in: try Fields(value, at: "", known: ["faults"]))
    }

    /// Parses the rules in a file's `faults`.
    static func rules(in fields: Fields) throws(ScenarioError) -> [FaultRule] {
        var rules: [FaultRule] = []
        for entry in try fields.objects("faults", known: keys) ?? [] {
            rules.append(try FaultRule(entry))
        }
        return rules
    }

    private init(_ fields: Fields) throws(ScenarioError) {
        self.init(source: fields.source)
        service = try Wildcard(Self.service(in: fields))
        operation = Wildcard(try fields.string("operation") ?? "*")
        calls = try Self.calls(in: fields)
        instance = try fields.string("instance")
        holds = try fields.bool("hold") ?? false
        latency = try fields.number("latency") ?? 0
        let given = Self.effects.filter(fields.has)
        guard given.count <= 1 else {
            throw .severalEffects(path: fields.path(of: given[1]), effects: given)
        }
        guard !given.isEmpty || latency > 0 || holds || fields.has("status") else {
            throw .missing(path: fields.path(of: "error"))
        }
        effect = try Self.effect(given.first, in: fields)
    }

    private static func service(in fields: Fields) throws(ScenarioError) -> String {
        let service = try fields.string("service") ?? "*"
        guard services.contains(service) else {
            throw .wrongValue(path: fields.path(of: "service"), value: service, allowed: services)
        }
        return service
    }

    /// Parses `"every"`, `"first"`, `"3"`, `"2-4"`, `"3-"`.
    private static func calls(in fields: Fields) throws(ScenarioError) -> ClosedRange<Int> {
        let text = try fields.string("calls") ?? "every"
        if text == "every" { return 1...Int.max }
        if text == "first" { return 1...1 }
        let parts = text.parts(at: "-")
        if let low = parts.first.flatMap({ Int($0) }), low >= 1 {
            if parts.count == 1 { return low...low }
            if parts.count == 2, parts[1].isEmpty { return low...Int.max }
            if parts.count == 2, let high = Int(parts[1]), high >= low { return low...high }
        }
        throw .wrongValue(
            path: fields.path(of: "calls"), value: text,
            allowed: ["every", "first", "3", "2-4", "3-"])
    }

    private static func effect(
        _ name: String?, in fields: Fields
    ) throws(ScenarioError) -> Effect? {
        switch name {
        case "throttle":
            guard let own = try fields.object("throttle", known: ["rate", "burst"]),
                let rate = try own.number("rate")
            else { throw .missing(path: fields.path(of: "throttle.rate")) }
            return .throttle(rate: rate, burst: try own.number("burst") ?? rate)
        case "drop":
            let moments = ["before", "after"]
            let moment = try fields.required("drop")
            guard moments.contains(moment) else {
                throw .wrongValue(
                    path: fields.path(of: "drop"), value: moment, allowed: moments)
            }
            return .drop(afterEffect: moment == "after")
        case "cut-off":
            return .cutOff(after: try fields.integer("cut-off", in: 0...Int(Int32.max)) ?? 0)
        case "malformed":
            return try fields.bool("malformed") == true ? .malformed : nil
        case "skew":
            return .skew(try fields.signedNumber("skew") ?? 0)
        default:
            let status = try fields.integer("status", in: 400...599)
            guard let code = try fields.string("error") ?? status.map({ "HTTP\($0)" }) else {
                return nil
            }
            if let refusal = Refusal(named: code) { return .refuse(refusal) }
            guard code.first?.isUppercase == true else {
                throw .wrongValue(
                    path: fields.path(of: "error"), value: code,
                    allowed: Refusal.names + ["a code such as ValidationException"])
            }
            return .refuse(
                .exact(
                    ServiceError(
                        code, try fields.string("message") ?? "", status: status ?? 400)))
        }
    }
}
