import Pipeline

/// Passes a command's lines on to the log, up to a limit.
///
/// The last lines are kept for the failure even beyond it.
struct OutputBudget {
    static let mostLines = 10_000
    static let mostBytes = 1 << 20

    private let context: StepContext
    private let source: String
    private var lines = 0
    private var bytes = 0
    private var isSpent = false

    init(_ context: StepContext, source: String) {
        self.context = context
        self.source = source
    }

    mutating func take(_ line: String) {
        if isSpent { return }
        lines += 1
        bytes += line.utf8.count
        if lines > Self.mostLines || bytes > Self.mostBytes {
            isSpent = true
            context.warn("\(source) prints more than a log should hold: the rest is omitted")
        } else {
            context.output(line, from: source)
        }
    }
}
