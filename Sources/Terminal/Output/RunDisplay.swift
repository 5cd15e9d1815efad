package import Application
package import Pipeline
import Reporting

/// How a run is shown: while it is in progress, when it is interrupted, and when it has ended.
///
/// Success goes to standard output, problems go to standard error.
package struct RunDisplay: Sendable {
    /// The audience.
    package enum Style {
        /// Changing lines on a terminal, plain ones elsewhere.
        case people
        case json
        case quiet
    }

    /// The observers of the run's events.
    package let observers: [any Observer]
    private let account = AccountKeeper()
    private let terminal: TerminalProgress?
    private let isForPeople: Bool
    private let output: OutputChannel
    private let errors: OutputChannel

    /// Creates a display.
    ///
    /// - Parameters:
    ///   - style: the audience.
    ///   - colours: whether a terminal gets colours.
    ///   - environment: the environment of the process.
    ///   - time: the time source of the run.
    ///   - tellsWallTime: whether plain lines begin with the time of day; nil for only those that
    ///     are not on a terminal.
    ///   - output: for success.
    ///   - errors: for problems.
    package init(
        _ style: Style, colours: ColourChoice = .auto, environment: [String: String],
        time: any TimeSource,
        tellsWallTime: Bool? = nil,
        output: OutputChannel = .standardOutput, errors: OutputChannel = .standardError
    ) {
        self.output = output
        self.errors = errors
        isForPeople = style == .people
        let observer: (any Observer)?
        switch style {
        case .json:
            (observer, terminal) = (JSONLines(output: output), nil)
        case .quiet:
            (observer, terminal) = (nil, nil)
        case .people where output.terminalWidth != nil && environment["TERM"] != "dumb":
            let progress = TerminalProgress(
                output, glyphs: Glyphs(environment: environment),
                isStyled: colours.areWanted(environment), time: time)
            (observer, terminal) = (progress, progress)
        case .people:
            let form = tellsWallTime.map { PlainProgress.Form(tellsWallTime: $0) }
            (observer, terminal) = (PlainProgress(output, form), nil)
        }
        observers = [account] + (observer.map { [$0] } ?? [])
    }

    /// Clears the changing part of the screen before other output; the next event shows it again.
    package func rest() { terminal?.stop() }

    /// Reports that the run is being interrupted and does not end at once.
    package func interrupted() {
        let text = "interrupted: waiting for the step to end; once more ends it at once"
        if let terminal { terminal.say(text) } else { errors.write(text + "\n") }
    }

    /// Reports how the run ended, or why there was none; called once, after it.
    ///
    /// - Returns: the exit status of the program.
    package func end(_ result: Result<FinishedRun, CommandError>) -> ExitStatus {
        terminal?.stop()
        switch result {
        case .failure(let error):
            errors.write(error.text, .error)
            return error.status
        case .success(let run):
            let text = FinishedRunText(run, account.account)
            if isForPeople, let joined = text.joined { output.write(joined) }
            if let failure = text.failure {
                errors.write(failure, .error, fields: run.journalFields(of: account.account.run))
            }
            return run.status
        }
    }
}

extension FinishedRun {
    /// The fields by which the journal's entry about the end of the run can be found.
    fileprivate func journalFields(of run: String?) -> [(name: String, value: String)] {
        let failure = result.outcome.failure
        let fields: [(String, String?)] = [
            ("ENLIST_RUN", run), ("ENLIST_PIPELINE", plan.name),
            ("ENLIST_STEP", failure?.step), ("ENLIST_CLASS", failure?.reason.failureClass.rawValue),
            ("ENLIST_STATUS", "\(status.rawValue)"),
        ]
        return fields.compactMap { name, value in value.map { (name, $0) } }
    }
}
