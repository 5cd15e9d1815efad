/// How a run ended, as a map of short texts: the record in the inventory of a whole fleet.
package struct RunSummary: Sendable, Equatable {
    /// The instance's state after the run.
    package enum Status: String, Sendable, CaseIterable {
        case joined, failed, left
    }

    /// The result of one step, over all runs that belong together.
    package struct Step: Sendable, Equatable {
        /// How it ended.
        package enum Fate: String, Sendable, CaseIterable {
            case done, failed, skipped
        }

        package let id: String
        package var fate: Fate
        package var attempts: Int
        package var duration: Duration

        package init(_ id: String, fate: Fate, attempts: Int, duration: Duration) {
            self.id = id
            self.fate = fate
            self.attempts = attempts
            self.duration = duration
        }
    }

    /// The run's id.
    package var run = ""
    package var pipeline = ""
    /// The version of the program.
    package var version = ""
    package var status: Status
    /// The step that failed; nil if no step failed.
    package var step: String?
    /// The failure class.
    package var failureClass: String?
    /// The reason, in one line.
    package var reason: String?
    package var stack: String?
    package var layer: String?
    /// The instance's Auto Scaling group, if it is known.
    package var group: String?
    /// The attempts of all steps together.
    package var attempts = 0
    /// The time from the first event of the run, or of the one that it resumed, to its end.
    package var duration = Duration.zero
    /// The number of requests.
    package var requests = 0
    /// The time from the machine's start to the end of the run; nil if it is unknown.
    package var boot: Duration?
    /// The place of the run's report; nil if none exists.
    package var report: String?
    /// The steps, in the order of the plan.
    package var steps: [Step] = []
    /// Whether there were more steps than a text can hold.
    package private(set) var lacksSteps = false

    package init(status: Status) { self.status = status }
}

extension RunSummary {
    /// The maximum number of characters in a text of the map.
    ///
    /// A value of Systems Manager's inventory can have 4,096.
    package static let limit = 4_096

    /// The names of the texts.
    package enum Attribute: String, Sendable, CaseIterable {
        case run, pipeline, version, status, step
        case failureClass = "class"
        case reason, stack, layer, group, attempts, duration, requests, boot, report, steps
    }

    /// The mark for steps that a text cannot hold.
    private static let more = "…"

    /// The map; an unknown value is empty, so that each run has the same names.
    package var attributes: [String: String] {
        let texts = Attribute.allCases.map { ($0.rawValue, Self.cut(text(of: $0))) }
        return Dictionary(texts) { first, _ in first }
    }

    /// Reads the map; nil if its status is unknown.
    ///
    /// Other values that cannot be read are omitted.
    package init?(attributes: [String: String]) {
        func text(_ name: Attribute) -> String? {
            attributes[name.rawValue].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let status = text(.status).flatMap(Status.init) else { return nil }
        self.init(status: status)
        run = text(.run) ?? ""
        pipeline = text(.pipeline) ?? ""
        version = text(.version) ?? ""
        step = text(.step)
        failureClass = text(.failureClass)
        reason = text(.reason)
        stack = text(.stack)
        layer = text(.layer)
        group = text(.group)
        attempts = text(.attempts).flatMap { Int($0) } ?? 0
        duration = text(.duration).flatMap(Self.duration) ?? .zero
        requests = text(.requests).flatMap { Int($0) } ?? 0
        boot = text(.boot).flatMap(Self.duration)
        report = text(.report)
        let words = (text(.steps) ?? "").utf8.split(separator: UInt8(ascii: " "))
            .map { String(decoding: $0, as: UTF8.self) }
        steps = words.compactMap(Step.init)
        lacksSteps = words.contains(Self.more)
    }

    private func text(of attribute: Attribute) -> String {
        switch attribute {
        case .run: run
        case .pipeline: pipeline
        case .version: version
        case .status: status.rawValue
        case .step: step ?? ""
        case .failureClass: failureClass ?? ""
        case .reason: reason ?? ""
        case .stack: stack ?? ""
        case .layer: layer ?? ""
        case .group: group ?? ""
        case .attempts: "\(attempts)"
        case .duration: Self.text(duration)
        case .requests: "\(requests)"
        case .boot: boot.map(Self.text) ?? ""
        case .report: report ?? ""
        case .steps: stepsText
        }
    }

    /// `id=seconds` for each step, as many as there is room for; then `*attempts` if there were
    /// several, and a mark for one that failed or was skipped.
    private var stepsText: String {
        var text = ""
        for step in steps {
            let word = (text.isEmpty ? "" : " ") + step.text
            // All of it is ASCII.
            guard text.utf8.count + word.utf8.count <= Self.limit - Self.more.utf8.count - 1 else {
                return "\(text) \(Self.more)"
            }
            text += word
        }
        return text
    }

    /// The seconds, to the millisecond.
    fileprivate static func text(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        let whole = Int64(max(0, milliseconds).rounded())
        let rest = "\(whole % 1000)"
        let zeros = String(repeating: "0", count: 3 - rest.utf8.count)
        return "\(whole / 1000).\(zeros)\(rest)"
    }

    /// A duration of up to ten years: a longer one is not a boot.
    fileprivate static func duration(_ text: String) -> Duration? {
        guard let seconds = Double(text), seconds >= 0, seconds < 315_360_000 else { return nil }
        return .milliseconds(Int64((seconds * 1000).rounded()))
    }

    private static func cut(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count > limit ? String(scalars.prefix(limit - 1)) + "…" : text
    }
}

extension RunSummary.Step {
    fileprivate var text: String {
        let mark =
            switch fate {
            case .done: ""
            case .failed: "!"
            case .skipped: "-"
            }
        return "\(id)=\(RunSummary.text(duration))\(attempts > 1 ? "*\(attempts)" : "")\(mark)"
    }

    /// Nil if the word is not a step.
    fileprivate init?(_ word: String) {
        let bytes = Array(word.utf8)
        guard let equals = bytes.lastIndex(of: UInt8(ascii: "=")), equals > 0 else { return nil }
        var value = bytes[(equals + 1)...]
        var fate = Fate.done
        switch value.last {
        case UInt8(ascii: "!"): fate = .failed
        case UInt8(ascii: "-"): fate = .skipped
        default: break
        }
        if fate != .done { value.removeLast() }
        let parts = value.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count <= 2, let duration = RunSummary.duration(parts[0]) else { return nil }
        let attempts = parts.count == 2 ? Int(parts[1]) : fate == .skipped ? 0 : 1
        guard let attempts, attempts >= 0 else { return nil }
        self.init(
            String(decoding: bytes[..<equals], as: UTF8.self), fate: fate, attempts: attempts,
            duration: duration)
    }
}
