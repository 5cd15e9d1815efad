import Bytes
import Pipeline
import PipelineFile
import Steps

/// Why a run failed: in one short line for a tag, and in some more for the console.
///
/// Others than those who may look at the machine can read both, so nothing that looks like a secret is in it.
struct FailureReason: Sendable, Equatable {
    /// EC2 takes values of so many characters (EC2 API reference, CreateTags).
    static let limit = 256
    /// Of details, the console gets the end.
    static let mostDetails = 20

    /// When, where, what and why, within `limit`: `2026-05-01T12:00:00Z v3 prod web/shop, wait-until-applied,
    /// refused: <message> | <last line of the details>`.
    let text: String
    /// What to do, and the end of the details, a line each.
    let more: [String]

    /// Why a step failed.
    ///
    /// - Parameters:
    ///   - step: its id.
    ///   - failure: why.
    ///   - facts: what is known then: the stack and the layer, if they have been found.
    ///   - time: when.
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

    /// Why there was no first step.
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
        // Each may have what the other leaves, and both at least half.
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
