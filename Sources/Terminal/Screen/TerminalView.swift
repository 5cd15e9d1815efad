import Pipeline
import PipelineFile
import Reporting

/// The lines that a terminal shows of a run: permanent ones, and one at the bottom that changes.
struct TerminalView {
    private let glyphs: Glyphs
    private var account = RunAccount()
    private var silence = Silence()
    private var pipeline = ""
    /// The columns of the longest step's name.
    private var nameWidth = 0
    /// The positions of the steps in the plan, from 1.
    private var places: [String: Int] = [:]
    private var active: Active?

    /// The current activity.
    private struct Active {
        var name: String
        var begin: Duration
        var attempt: Int?
        /// When the attempt times out; nil for no limit.
        var givenUpAt: Duration?
        var detail = ""
        /// The step's last note.
        var note = ""
        /// What a request waits for, until another event.
        var request = ""
    }

    init(glyphs: Glyphs) { self.glyphs = glyphs }

    /// Adds an event.
    ///
    /// - Returns: the permanent lines for it.
    mutating func add(_ event: Event) -> [StyledLine] {
        account.add(event)
        let text = EventText(gave: account.gave)
        let now = event.time.elapsed
        let breaksSilence = silence.tells(event, always: !event.body.isActivity)
        if event.beside == nil { active?.request = "" }
        switch event.body {
        case .runIdentified(let identity):
            var line = StyledLine()
            line.append(identity.words, .dim)
            return [line]
        case .runStarted(let plan), .runResumed(let plan, _, _):
            pipeline = plan.pipeline
            nameWidth = plan.steps.map { PrintableText($0.id).width }.max() ?? 0
            places = Dictionary(
                zip(plan.steps.map(\.id), 1...), uniquingKeysWith: { first, _ in first })
            active = nil
            var line = StyledLine()
            line.append(text.line(event.body, attempt: nil) ?? "", .bold)
            return [line]
        case .attemptStarted(_, _, let limit):
            begin(event, at: now)
            active?.attempt = event.attempt
            active?.givenUpAt = limit.map { now + $0 }
            return []
        case .revertStarted:
            begin(event, at: now)
            active?.detail = "undoing"
            return []
        case .attemptFailed(let failure, _):
            active?.detail = ""
            active?.givenUpAt = nil
            return [remark("\(failure.failureClass.rawValue): \(failure.message)", event)]
        case .alreadyDone, .retrying, .waiting, .note, .factChanged, .parameterChanged, .output:
            if active == nil { begin(event, at: now) }
            // An activity beside the current step is not its detail.
            if event.beside != nil, active?.name != event.beside { return [] }
            let words = text.line(event.body, attempt: event.attempt) ?? ""
            active?.detail = words
            switch event.body {
            case .note, .factChanged, .parameterChanged, .alreadyDone: active?.note = words
            default: break
            }
            return []
        case .warning(let message):
            return [remark(message, event)]
        case .rewinding(let target, let delay, _):
            let line = end(event, glyphs.back, .yellow, "back to \(target)")
            active = Active(name: target, begin: now, detail: "again in \(delay.readable)")
            return [line]
        case .stepSucceeded(let elapsed), .revertSucceeded(let elapsed):
            return [end(event, glyphs.done, .green, result(event), after: elapsed)]
        case .stepFailed(let failure, let elapsed, let runGoesOn, _):
            let (sign, style): (String, StyledLine.Style) =
                runGoesOn ? (glyphs.warning, .yellow) : (glyphs.failed, .red)
            let detail =
                runGoesOn ? "failed, the run continues: \(failure.message)" : failure.message
            return [end(event, sign, style, detail, after: elapsed)]
                + (runGoesOn ? seen(failure) : [])
        case .revertFailed(let failure, let elapsed):
            return [
                end(event, glyphs.failed, .red, "not undone: \(failure.message)", after: elapsed)
            ] + seen(failure)
        case .stepSkipped(let reason):
            let detail = "skipped" + (reason.map { ": \($0)" } ?? "")
            return [end(event, glyphs.skipped, .dim, detail)]
        case .attemptInterrupted(let elapsed):
            return [end(event, glyphs.failed, .red, "interrupted", after: elapsed)]
        case .rebootNeeded(let reason):
            return [end(event, glyphs.warning, .yellow, "needs a reboot: \(reason)")]
        case .runFinished(let outcome, _):
            active = nil
            var line = StyledLine()
            let isGood = outcome == .succeeded
            line.append(isGood ? glyphs.done : glyphs.failed, isGood ? .green : .red)
            line.append(" " + account.summary(outcome, of: pipeline), .bold)
            return [line]
        case .activity where breaksSilence:
            if active == nil { begin(event, at: now) }
            let isOfActive = event.beside == nil || active?.name == event.beside
            if isOfActive { active?.request = text.line(event.body, attempt: nil) ?? "" }
            return []
        case .preparationFailed, .attemptSucceeded, .activity, .recorded:
            return []
        }
    }

    /// The line at the bottom; nil if there is no activity.
    ///
    /// - Parameters:
    ///   - now: the time by the time source's `elapsed`.
    ///   - frame: increases over time, and turns the spinner.
    /// - Returns: the line, not yet cut to the terminal's width.
    func activeLine(now: Duration, frame: Int) -> StyledLine? {
        guard let active else { return nil }
        var line = StyledLine()
        line.append(glyphs.spinner[frame % glyphs.spinner.count], .cyan)
        let attempt = active.attempt.map { $0 > 1 ? "attempt \($0)" : "" } ?? ""
        let what = active.request.isEmpty ? active.detail : active.request
        var details = [attempt, what].filter { !$0.isEmpty }
        if !what.isEmpty, let end = active.givenUpAt, end > now {
            let rest = Duration.seconds((end - now).seconds.rounded(.up))
            details.append("gives up in \(rest.readable)")
        }
        let detail = details.joined(separator: ", ")
        line.append(columns(active.name, after: max(.zero, now - active.begin)))
        if let place = places[active.name] { line.append("[\(place)/\(places.count)] ", .dim) }
        line.append(detail, .dim)
        return line
    }

    /// Makes the event's step the current one; its time continues if it was current already.
    private mutating func begin(_ event: Event, at now: Duration) {
        let name = event.step ?? event.beside ?? ""
        let begin = active.flatMap { $0.name == name ? $0.begin : nil } ?? now
        active = Active(name: name, begin: begin)
    }

    private mutating func end(
        _ event: Event, _ sign: String, _ style: StyledLine.Style, _ detail: String,
        after elapsed: Duration? = nil
    ) -> StyledLine {
        let elapsed = elapsed ?? active.map { event.time.elapsed - $0.begin } ?? .zero
        active = nil
        var line = StyledLine()
        line.append(sign, style)
        line.append(columns(event.step ?? "", after: elapsed))
        line.append(detail, style == .red ? .plain : .dim)
        // Problems must not be cut; the facts that a step gave are also in the log.
        line.wraps = style == .red || style == .yellow
        return line
    }

    /// The details of a failure after which the run continues.
    private func seen(_ failure: Failure) -> [StyledLine] {
        failure.detailLines(indent: 4).map { text in
            var line = StyledLine()
            line.append(text, .dim)
            return line
        }
    }

    /// A permanent line below the step's name.
    private func remark(_ text: String, _ event: Event) -> StyledLine {
        var line = StyledLine()
        line.append(glyphs.warning, .yellow)
        let attempt = event.attempt.map { "attempt \($0): " } ?? ""
        let name = event.step ?? event.beside ?? ""
        line.append(" \(name)\(padding(name)) ")
        line.append(attempt + text, .yellow)
        line.wraps = true
        return line
    }

    /// The result of a step: the facts that it gave, short ones first, otherwise its last note.
    private func result(_ event: Event) -> String {
        if case .revertSucceeded = event.body { return "undone" }
        let gave = EventText.list(account.gave) { $0.utf8.count < $1.utf8.count }
        return gave.isEmpty ? active?.note ?? "" : gave
    }

    private func columns(_ name: String, after elapsed: Duration) -> String {
        let time = elapsed.readable
        let space = String(repeating: " ", count: max(1, 8 - time.utf8.count))
        return " \(name)\(padding(name))\(space)\(time)  "
    }

    private func padding(_ name: String) -> String {
        String(repeating: " ", count: max(0, nameWidth - PrintableText(name).width))
    }
}
