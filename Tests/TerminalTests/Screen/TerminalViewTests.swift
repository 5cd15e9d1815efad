import TestSupport
import Testing

@testable import Pipeline
@testable import Terminal

struct TerminalViewTests {
    private static let glyphs = Glyphs(environment: ["LANG": "C.UTF-8"])

    /// Feeds events and gives the screen after each: the lines that it adds, then the one at the bottom.
    private func screens(
        _ events: [(Double, String?, Int?, Event.Body)], width: Int = 60
    ) -> [String] {
        var view = TerminalView(glyphs: Self.glyphs)
        return events.enumerated().map { index, entry in
            let (seconds, step, attempt, body) = entry
            let elapsed = Duration.milliseconds(Int(seconds * 1000))
            let event = Event(
                sequence: index + 1, time: Moment(elapsed: elapsed, sinceEpoch: .zero), run: "r",
                step: step, attempt: attempt, body: body)
            let lines = view.add(event)
            let active = view.activeLine(now: elapsed + .milliseconds(500), frame: index)
            return (lines + (active.map { [$0] } ?? []))
                .map { plain($0.render(width: width, end: Self.glyphs.cut)) }
                .joined(separator: "\n")
        }
    }

    /// The text without its styles.
    private func plain(_ text: String) -> String {
        text.replacing(/\u{1B}\[[0-9]+m/, with: "")
    }

    @Test func `a run from its beginning to its end`() {
        let failure = Failure(.conflict, "the hostname shop1 is taken", remedy: "take another")
        var gave = Facts()
        gave[.hostname] = "shop2"
        let screens = screens([
            (0, nil, nil, .note("asking instance metadata")),
            (1, nil, nil, .runStarted(.named("p", "choose", "register"))),
            (1, "register", 1, .attemptStarted(kind: "register", of: [:])),
            (1, "register", 1, .output("Setting up \u{1B}[31mlibyaml", source: "apt")),
            (2, "register", 1, .warning("the clock is off")),
            (2, "register", 1, .attemptFailed(failure, after: .seconds(1))),
            (2, "register", nil, .retrying(after: .seconds(5), because: .conflict)),
            (7, "register", 2, .attemptStarted(kind: "register", of: [:])),
            (8, "register", 2, .attemptFailed(failure, after: .seconds(1))),
            (
                8, "register", nil,
                .rewinding(to: "choose", after: .seconds(1), because: .conflict)
            ),
            (9, "choose", 2, .attemptStarted(kind: "choose", of: [:])),
            (9, "choose", 2, .attemptSucceeded(gave: gave, after: .zero)),
            (9, "choose", nil, .stepSucceeded(after: .seconds(8))),
            (9, "register", 3, .attemptStarted(kind: "register", of: [:])),
            (9, "register", 3, .note("registered as shop2")),
            (10, "register", 3, .attemptSucceeded(gave: Facts(), after: .seconds(1))),
            (10, "register", nil, .stepSucceeded(after: .seconds(9))),
            (10, nil, nil, .runFinished(.succeeded, after: .seconds(10))),
        ])
        #expect(
            screens == [
                "⠋    500ms  asking instance metadata",
                "pipeline p: 2 steps",
                "⠹ register   500ms  [2/2] ",
                "⠸ register   500ms  [2/2] apt: Setting up ?[31mlibyaml",
                "! register attempt 1: the clock is off\n"
                    + "⠼ register    1.5s  [2/2] apt: Setting up ?[31mlibyaml",
                "! register attempt 1: conflict: the hostname shop1 is taken\n"
                    + "⠴ register    1.5s  [2/2] ",
                "⠦ register    1.5s  [2/2] trying again in 5s",
                "⠧ register    6.5s  [2/2] attempt 2",
                "! register attempt 2: conflict: the hostname shop1 is taken\n"
                    + "⠇ register    7.5s  [2/2] attempt 2",
                "↺ register      7s  back to choose\n⠏ choose     500ms  [1/2] again in 1s",
                "⠋ choose      1.5s  [1/2] attempt 2",
                "⠙ choose      1.5s  [1/2] attempt 2",
                "✔ choose        8s  hostname=shop2",
                "⠸ register   500ms  [2/2] attempt 3",
                "⠼ register   500ms  [2/2] attempt 3, registered as shop2",
                "⠴ register    1.5s  [2/2] attempt 3, registered as shop2",
                "✔ register      9s  registered as shop2",
                "✔ p succeeded after 10s (6s waiting, 4s working)",
            ])
    }

    @Test func `a failure, a skipped step and an undone one`() {
        let failure = Failure(.refused, "not allowed", remedy: "allow it")
        let screens = screens([
            (0, nil, nil, .runStarted(.named("p", "a", "bc"))),
            (0, "a", nil, .stepSkipped(because: "environment is staging, not prod")),
            (0, "bc", 1, .attemptStarted(kind: "bc", of: [:])),
            (1, "bc", nil, .stepFailed(failure, after: .seconds(1), runGoesOn: true)),
            (1, "bc", 1, .attemptStarted(kind: "bc", of: [:])),
            (2, "bc", nil, .stepFailed(failure, after: .seconds(1), runGoesOn: false)),
            (2, "bc", nil, .revertStarted),
            (3, "bc", nil, .revertSucceeded(after: .seconds(1))),
            (3, "a", nil, .revertStarted),
            (4, "a", nil, .revertFailed(failure, after: .seconds(1))),
            (4, nil, nil, .runFinished(.failed(step: "bc", failure), after: .seconds(4))),
        ])
        #expect(
            screens == [
                "pipeline p: 2 steps",
                "- a       0s  skipped: environment is staging, not prod",
                "⠹ bc   500ms  [2/2] ",
                "! bc      1s  failed, the run continues: not allowed",
                "⠼ bc   500ms  [2/2] ",
                "✘ bc      1s  not allowed",
                "⠦ bc   500ms  [2/2] undoing",
                "✔ bc      1s  undone",
                "⠇ a    500ms  [1/2] undoing",
                "✘ a       1s  not undone: not allowed",
                "✘ p failed at bc after 4s",
            ])
    }

    @Test func `a step that waits says when it gives up`() {
        let screens = screens(
            [
                (0, nil, nil, .runStarted(.named("p", "a"))),
                (0, "a", 1, .attemptStarted(kind: "a", of: [:], limit: .seconds(90))),
                (1, "a", 1, .waiting(.seconds(5), reason: "not online yet")),
                (
                    2, "a", 1,
                    .attemptFailed(Failure(.timeout, "t", remedy: "r"), after: .seconds(2))
                ),
                (2, "a", nil, .retrying(after: .seconds(5), because: .timeout)),
            ], width: 90)
        #expect(
            screens == [
                "pipeline p: 1 step",
                "⠙ a   500ms  [1/1] ",
                "⠹ a    1.5s  [1/1] waiting 5s: not online yet, gives up in 1m29s",
                "! a attempt 1: timeout: t\n⠸ a    2.5s  [1/1] ",
                "⠼ a    2.5s  [1/1] trying again in 5s",
            ])
    }

    @Test func `a step that was done already, and one that asks for a reboot`() {
        let screens = screens([
            (0, nil, nil, .runStarted(.named("p", "a", "bc"))),
            (0, "a", 1, .attemptStarted(kind: "a", of: [:])),
            (0, "a", 1, .alreadyDone),
            (0, "a", 1, .attemptSucceeded(gave: Facts(), after: .zero)),
            (0, "a", nil, .stepSucceeded(after: .zero)),
            (0, "bc", 1, .attemptStarted(kind: "bc", of: [:])),
            (1, "bc", 1, .rebootNeeded(reason: "a new kernel")),
            (
                1, nil, nil,
                .runFinished(.rebootNeeded(step: "bc", reason: "a new kernel"), after: .seconds(1))
            ),
        ])
        #expect(
            screens == [
                "pipeline p: 2 steps",
                "⠙ a    500ms  [1/2] ",
                "⠹ a    500ms  [1/2] already done",
                "⠸ a    500ms  [1/2] already done",
                "✔ a       0s  already done",
                "⠴ bc   500ms  [2/2] ",
                "! bc      1s  needs a reboot: a new kernel",
                "✘ p needs a reboot at bc after 1s",
            ])
    }

    @Test func `lines are cut to the terminal's width, styles closed`() {
        var line = StyledLine()
        line.append("✔", .green)
        line.append(" name  ")
        line.append("a long text", .dim)
        #expect(
            line.render(width: 80, end: "…")
                == "\u{1B}[32m✔\u{1B}[0m name  \u{1B}[2ma long text\u{1B}[0m")
        #expect(
            line.render(width: 12, end: "…") == "\u{1B}[32m✔\u{1B}[0m name  \u{1B}[2ma l…\u{1B}[0m")
        #expect(line.render(width: 5, end: "…") == "\u{1B}[32m✔\u{1B}[0m na…")
        #expect(line.render(width: 0, end: "…") == "")
    }

    @Test func `what must be read whole goes on below, under its beginning`() {
        var line = StyledLine()
        line.append("✘", .red)
        line.append(" name  ")
        line.append("a failure with words", .yellow)
        line.wraps = true
        #expect(
            line.render(width: 20, end: "…", isStyled: false)
                == "✘ name  a failure\n        with words")
        // A name that takes more than half of the width does not push it against the edge.
        #expect(
            line.render(width: 14, end: "…", isStyled: false)
                == "✘ name  a\n    failure\n    with words")
        #expect(
            line.render(width: 20, end: "…")
                == "\u{1B}[31m✘\u{1B}[0m name  \u{1B}[33ma failure\u{1B}[0m\n        "
                + "\u{1B}[33mwith words\u{1B}[0m")
    }

    @Test(
        "a console that does not know Unicode gets ASCII",
        arguments: [
            (["LANG": "C"], Glyphs.ascii), ([:], .ascii), (["LANG": "en_GB.UTF-8"], .unicode),
            (["LANG": "en_GB.UTF-8", "LC_ALL": "C"], .ascii),
            (["LANG": "C", "LC_CTYPE": "C.utf8", "LC_ALL": ""], .unicode),
        ])
    func glyphs(environment: [String: String], expected: Glyphs) {
        #expect(Glyphs(environment: environment) == expected)
    }
}
