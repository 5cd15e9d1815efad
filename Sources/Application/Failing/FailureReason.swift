import Bytes
import Pipeline
import PipelineFile
import Steps

/// Why a run failed: in one short line for a tag, and in a few more for the console.
///
/// People without access to the machine can read both, so they contain nothing that looks like a
/// secret.
struct FailureReason: Sendable, Equatable {
    /// EC2's limit for a tag's value in characters (EC2 API reference, CreateTags).
    static let limit = 256
    /// The maximum number of the details' last lines on the console.
    static let mostDetails = 20

    /// The time, the place, what failed and why, within `limit`.
    ///
    /// For example `2026-05-01T12:00:00Z v3 prod web/shop, wait-until-applied, refused: <message> |
    /// <last line of the details>`.
    let text: String
    /// The remedy, and the end of the details, one line each.
    let more: [String]

    /// Describes why a step failed.
    ///
    /// - Parameters:
    ///   - step: its id.
    ///   - failure: the failure.
    ///   - facts: the known facts: the stack and the layer, if they have been found.
    ///   - time: the time of the failure.
    init(step: String, _ failure: Failure, knowing facts: Facts, at time: Moment) {
        let place = [facts[.stackName], facts[.layerName]].compactMap { $0 }
            .map { Self.cut($0, to: 40) }.joined(separator: "/")
        let parts = [place, Self.cut(step, to: 40), failure.failureClass.rawValue]
        let details = failure.details.flatMap { $0.lines() }
            .filter { !$0.utf8.allSatisfy(\.isSpace) }
        self.init(
            parts.filter { !$0.isEmpty }.joined(separator: ", "), failure.message,
            remedy: failure.remedy, details: details, at: time)
    }

    /// Describes why the first step was not reached.
    init(_ error: CommandError, at time: Moment) {
        let first = error.diagnostics.all.first
        self.init(
            "before the first step", error.summary, remedy: first?.remedy ?? "",
            details: (first?.notes ?? []).map(\.message), at: time)
    }

    private init(
        _ place: String, _ message: String, remedy: String, details: [String], at time: Moment
    ) {
        let details = details.map(RunSecrets.withoutLooks)
        let second = String(decoding: time.timestamp.utf8.prefix(19), as: UTF8.self)
        let head = PrintableText("\(second)Z \(place): ").text
        let room = Self.limit - head.unicodeScalars.count
        let tail = details.last.map { " | \(PrintableText($0.trimmed()).text)" } ?? ""
        let words = PrintableText(RunSecrets.withoutLooks(message)).text
        // Each may use what the other leaves, and each gets at least half.
        let tailRoom = max(room / 2, room - words.unicodeScalars.count)
        let end = Self.cut(tail, to: tailRoom)
        text = head + Self.cut(words, to: room - end.unicodeScalars.count) + end
        more =
            (remedy.isEmpty ? [] : ["what to do: \(remedy)"])
            + details.suffix(Self.mostDetails).map { "    \($0)" }
    }

    private static func cut(_ text: String, to most: Int) -> String {
        let scalars = text.unicodeScalars
        return scalars.count > most ? String(scalars.prefix(most - 1)) + "…" : text
    }
}
