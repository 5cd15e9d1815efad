import Pipeline
import Synchronization

/// Shows a run on a terminal: a line for each step, with a spinner for the current one.
final class TerminalProgress: Observer {
    private let output: OutputChannel
    private let glyphs: Glyphs
    private let time: any TimeSource
    private let isStyled: Bool
    private let state: Mutex<State>

    private struct State {
        var view: TerminalView
        var frame = 0
        var ticker: Task<Void, Never>?
    }

    init(_ output: OutputChannel, glyphs: Glyphs, isStyled: Bool, time: any TimeSource) {
        self.output = output
        self.isStyled = isStyled
        self.glyphs = glyphs
        self.time = time
        state = Mutex(State(view: TerminalView(glyphs: glyphs)))
    }

    func observe(_ event: Event) {
        state.withLock { state in
            let lines = state.view.add(event)
            draw(lines, state)
            if case .runFinished = event.body {
                state.ticker?.cancel()
                state.ticker = nil
            } else if state.ticker == nil {
                state.ticker = tick()
            }
        }
    }

    /// Shows a permanent line that belongs to no event.
    func say(_ text: String) {
        var line = StyledLine()
        line.append(text, .yellow)
        state.withLock { draw([line], $0) }
    }

    /// Removes the changing part of the screen, until the next event.
    ///
    /// Called if a run does not reach its end, or stops for a person.
    func stop() {
        state.withLock { state in
            state.ticker?.cancel()
            state.ticker = nil
            output.write("\r\u{1B}[K")
        }
    }

    /// Moves the spinner ten times a second.
    private func tick() -> Task<Void, Never> {
        Task { [weak self] in
            while (try? await Task.sleep(for: .milliseconds(100))) != nil {
                guard let self else { return }
                state.withLock { state in
                    // Cancelled while it waited for the lock: the last line has been written.
                    guard !Task.isCancelled else { return }
                    state.frame += 1
                    draw([], state)
                }
            }
        }
    }

    /// Writes the permanent lines above the changing one at the bottom, and that one below them.
    private func draw(_ lines: [StyledLine], _ state: State) {
        // A line that fills the last column makes some terminals start a new one.
        let width = max(1, (output.terminalWidth ?? 80) - 1)
        let fitted = { [glyphs, isStyled] (line: StyledLine) in
            line.render(width: width, end: glyphs.cut, isStyled: isStyled)
        }
        // Each row is cleared to its end, as the changing line was there.
        var text = lines.map { "\r\(fitted($0))\u{1B}[K\n" }.joined()
        if let line = state.view.activeLine(now: time.now().elapsed, frame: state.frame) {
            text += "\r\(fitted(line))\u{1B}[K"
        } else if lines.isEmpty {
            return
        }
        output.write(text)
    }
}
