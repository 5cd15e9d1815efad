import Pipeline
import Steps

/// Whether the pipeline's plugins, all of which have described their steps by now, can be loaded.
struct PluginsPrecondition: Precondition {
    let prepared: Result<PreparedPlan, CommandError>

    let name = "plugins"

    func examine(knowing facts: Facts) throws -> Diagnosis {
        switch prepared {
        case .failure(let error):
            if error.status == .pluginFailed { throw error }
            return .unknown("there is no pipeline that names them")
        case .success(let prepared):
            let plugins = prepared.pipeline.definition?.plugins ?? []
            guard !plugins.isEmpty else { return .ok("the pipeline names none") }
            return .ok("loaded: \(plugins.map(\.path).joined(separator: ", "))")
        }
    }
}
