import Foundation

extension Cloud {
    /// Answers a request to the cloud's own administration, below `/_localcloud/`.
    func administer(_ request: Request, _ path: String) -> Reply {
        switch (request.method, path) {
        case ("GET", "state"):
            advance()
            return Reply(administration: StateReport(of: state).json)
        case ("GET", let path) where path.begins(with: "objects/"):
            let names = (path.rest(after: "objects/") ?? "").parts(at: "/", most: 1)
                .map { $0.removingPercentEncoding ?? $0 }
            guard names.count == 2,
                let bucket = state.buckets.first(where: { $0.name == names[0] }),
                let object = bucket.objects[names[1]]
            else {
                return Reply(administration: ["error": "There is no such object."], status: 404)
            }
            return Reply(object)
        case ("GET", "requests"): return Reply(administration: ["requests": log.json])
        case ("DELETE", "requests"):
            log.clear()
            return Reply(administration: ["requests": []])
        case ("GET", "faults"): return Reply(administration: ["faults": faults.json])
        case ("POST", "faults"):
            do throws(ScenarioError) {
                guard let value = try? JSONValue(parsing: request.body) else {
                    throw .notJSON(file: "the request's body")
                }
                faults.add(try FaultRule.rules(value))
                return Reply(administration: ["faults": faults.json])
            } catch {
                return Reply(administration: ["error": "\(error)"], status: 400)
            }
        case ("POST", "machines"):
            do throws(ScenarioError) {
                guard let value = try? JSONValue(parsing: request.body) else {
                    throw .notJSON(file: "the request's body")
                }
                if value["moves-to"] != nil {
                    try GroupMove(value).begin(in: &state, at: clock.now)
                } else {
                    try Departure(value).begin(in: &state, at: clock.now)
                }
                return Reply(administration: StateReport(of: state).json)
            } catch {
                return Reply(administration: ["error": "\(error)"], status: 400)
            }
        case ("POST", let path) where path.begins(with: "agents/") && path.ends(with: "/restart"):
            let id = String(path.dropFirst("agents/".count).dropLast("/restart".count))
            switch restartAgent(of: id) {
            case nil: return Reply(administration: StateReport(of: state).json)
            case .noMachine?:
                return Reply(administration: ["error": "There is no machine \(id)."], status: 404)
            case .realAgent?:
                return Reply(
                    administration: [
                        "error": .string("\(id) has a real agent. Restart it where it runs.")
                    ], status: 409)
            }
        case ("DELETE", "faults"):
            endFaults()
            return Reply(administration: ["faults": []])
        default:
            return Reply(
                administration: [
                    "error": """
                    There is no \(request.method) \(request.path). Use GET state, \
                    GET objects/BUCKET/KEY, GET or \
                    DELETE requests, GET, POST or DELETE faults, POST instances, POST machines, \
                    POST agents/ID/restart.
                    """
                ], status: 404)
        }
    }
}

extension Reply {
    /// A reply of the administration: indented JSON.
    init(administration json: JSONValue, status: Int = 200) {
        self.init(
            status: status, contentType: "application/json",
            body: json.text(indented: true) + Data("\n".utf8))
    }
}
