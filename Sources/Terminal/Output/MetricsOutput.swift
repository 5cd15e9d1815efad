import Application
import Pipeline
import Telemetry

/// Writes the metrics of a run to the place in `ENLIST_METRICS`.
struct MetricsOutput {
    /// Observes the run's events.
    let metrics = RunMetrics()
    private let form: RunMetrics.Form
    private let root: String
    private let output: OutputChannel

    /// Reads the environment; nil if no metrics are wanted.
    ///
    /// - Parameters:
    ///   - environment: the environment of the process.
    ///   - output: receives the line, if one is wanted.
    ///   - errors: receives a warning about an invalid value.
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

    /// Writes the metrics of the run, which has ended.
    ///
    /// - Returns: what went wrong; nil if nothing did.
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
