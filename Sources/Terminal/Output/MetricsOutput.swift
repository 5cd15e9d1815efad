import Application
import Pipeline
import Telemetry

/// Writes the numbers of a run where `ENLIST_METRICS` says.
struct MetricsOutput {
    /// Sees the run's events.
    let metrics = RunMetrics()
    private let form: RunMetrics.Form
    private let root: String
    private let output: OutputChannel

    /// Reads the environment; nil if no numbers are wanted.
    ///
    /// - Parameters:
    ///   - environment: the process' own.
    ///   - output: gets the line, if one is wanted.
    ///   - errors: gets a warning about what cannot be understood.
    init?(
        _ environment: [String: String], output: OutputChannel,
        errors: OutputChannel = .standardError
    ) {
        guard let text = environment["ENLIST_METRICS"], !text.isEmpty else { return nil }
        guard let form = RunMetrics.Form(text) else {
            errors.write(
                "warning: ENLIST_METRICS is `\(text)`; set it to `emf` or to a path that ends with "
                    + "`.prom`\n", .warning)
            return nil
        }
        self.form = form
        root = environment["ENLIST_ROOT"] ?? ""
        self.output = output
    }

    /// Writes the numbers of the run, which has ended.
    ///
    /// - Returns: what went wrong; nil for nothing.
    func write() -> Failure? {
        guard let text = metrics.text(for: form) else { return nil }
        switch form {
        case .embeddedMetricFormat: output.write(text)
        case .textFile(let path):
            do throws(Failure) {
                try AtomicFile.write(text, to: root + path, mode: 0o644, replacing: true)
            } catch {
                return error
            }
        }
        return nil
    }
}
