import Pipeline

// The wording of failures of `wait-for`.
extension Failure {
    static func stillAbsent(_ awaited: Awaited, last: String?) -> Failure {
        let (what, remedy) =
            switch awaited {
            case .tcp(let place):
                (
                    "no connection is accepted at \(place.text)",
                    "look at whether the service has started, and at its log"
                )
            case .http(let url, _):
                (
                    "\(url) has not given the answer that is waited for",
                    "look at whether the service has started, and at its log"
                )
            case .file(let path):
                ("\(path) has not appeared", "look at what should have made it")
            }
        return Failure(
            .timeout, what + (last.map { "; seen last: \($0)" } ?? ""),
            remedy: remedy + ", or raise the step's `deadline`")
    }
}
