import Pipeline

extension FailurePolicy {
    /// What is done about a run that failed, in order, as a sentence without its full stop.
    var text: String {
        var parts = ["the reason is written to the instance's tags"]
        if let report { parts.append("the report is put to \(report.text)") }
        if revert ?? false { parts.append("the steps are undone") }
        if let keep { parts.append("the instance is kept for \(keep.readable)") }
        switch then ?? .nothing {
        case .abandon: parts.append("the launch is abandoned")
        case .unhealthy: parts.append("the instance is reported as unhealthy")
        case .nothing: break
        }
        if tellsSomebody, let breaker {
            parts.append(
                "unless \(breaker.failures ?? Breaker.defaultFailures) instances of the group have failed "
                    + "within \((breaker.within ?? Breaker.defaultWithin).readable), when it is kept"
            )
        }
        return parts.joined(separator: ", ")
    }

    /// For programs, with durations in seconds.
    var json: Value {
        .map([
            "then": .string((then ?? .nothing).rawValue),
            "report": report?.json ?? .null,
            "revert": .boolean(revert ?? false),
            "keep": keep?.inSeconds ?? .null,
            "breaker": breaker.map {
                [
                    "failures": .integer($0.failures ?? Breaker.defaultFailures),
                    "within": ($0.within ?? Breaker.defaultWithin).inSeconds,
                    "then": .string(($0.then ?? .keep).rawValue),
                ]
            } ?? .null,
            "deadline": (deadline ?? Self.defaultDeadline).inSeconds,
        ])
    }
}

extension ReportPlace {
    /// The folder, and how the report is stored there.
    fileprivate var text: String {
        var parts: [String] = []
        if let encryption { parts.append("encrypted by \(encryption.rawValue)") }
        if let kmsKey { parts.append("with the key \(kmsKey)") }
        if let bucketOwner { parts.append("in a bucket of the account \(bucketOwner)") }
        return folder.value.text + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
    }

    /// The folder alone, or all that is said of it.
    fileprivate var json: Value {
        let options: [(String, Value?)] = [
            ("encryption", encryption.map { .string($0.rawValue) }),
            ("kms-key", kmsKey.map(Value.string)),
            ("bucket-key", usesBucketKey.map(Value.boolean)),
            ("bucket-owner", bucketOwner.map(Value.string)),
        ]
        let said = options.compactMap { name, value in value.map { (name, $0) } }
        guard !said.isEmpty else { return folder.value }
        return .map(Dictionary(uniqueKeysWithValues: [("to", folder.value)] + said))
    }
}
