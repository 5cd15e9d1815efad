extension EC2 {
    /// The limit of values in a filter (EC2 API reference, "Filtering").
    private static let mostValues = 200

    /// The states of those of the instances that EC2 knows: `running`, `terminated` and so on.
    ///
    /// EC2 forgets a terminated instance after about an hour. The request uses a filter: with a
    /// plain list, one unknown id would turn the whole reply into an error.
    ///
    /// - Returns: by id; ids that EC2 does not know are missing.
    package func states(of ids: [String]) async throws(AWSError) -> [String: String] {
        var states: [String: String] = [:]
        for start in stride(from: 0, to: ids.count, by: Self.mostValues) {
            let part = Array(ids[start..<min(start + Self.mostValues, ids.count)])
            var token: String?
            repeat {
                var form: QueryForm = ["Filter.1.Name": "instance-id"]
                form.add("Filter.1.Value", part)
                if let token { form.add("NextToken", token) }
                let page = try await call("DescribeInstances", form) {
                    reply throws(MalformedReply) in
                    var states: [(id: String, state: String)] = []
                    for reservation in try reply.items("reservationSet") {
                        for item in try reservation.items("instancesSet") {
                            let state = try item.required("instanceState").string("name")
                            states.append((try item.string("instanceId"), state))
                        }
                    }
                    let next = reply.child("nextToken")?.text ?? ""
                    guard next != token else {
                        throw MalformedReply("\(reply.path).nextToken", "leads to the same page")
                    }
                    return (states: states, next: next)
                }
                for (id, state) in page.states { states[id] = state }
                token = page.next.isEmpty ? nil : page.next
            } while token != nil
        }
        return states
    }
}
