/// The two streams of a script, merged as the agent does into one text of 2,500 characters.
enum AgentOutput {
    private static let limit = 2_500
    private static let heading = "\n----------ERROR-------\n"
    private static let cut = (
        output: "\n---Output truncated---", error: "\n---Error truncated----"
    )

    /// Both streams, each shortened if they do not fit.
    static func joined(_ output: String, _ error: String) -> String {
        let heading = error.isEmpty ? "" : heading
        let room = limit - heading.count
        guard output.count + error.count > room else { return output + heading + error }
        // Each may have half, and what the other leaves of its half.
        let half = room / 2
        let forOutput = error.count < half ? room - error.count : min(output.count, half)
        let forError = room - forOutput
        return shortened(output, to: forOutput, cut.output) + heading
            + shortened(error, to: forError, cut.error)
    }

    private static func shortened(_ text: String, to length: Int, _ mark: String) -> String {
        text.count <= length ? text : text.prefix(length - mark.count) + mark
    }
}
