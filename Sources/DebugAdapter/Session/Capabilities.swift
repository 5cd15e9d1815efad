import JSON

/// What the adapter can do, as the answer to `initialize` says it.
enum Capabilities {
    static let body: JSONValue = {
        let supported = [
            "supportsConfigurationDoneRequest", "supportsConditionalBreakpoints",
            "supportsHitConditionalBreakpoints", "supportsLogPoints",
            "supportsBreakpointLocationsRequest", "supportsExceptionFilterOptions",
            "supportsEvaluateForHovers", "supportsStepBack", "supportsSetVariable",
            "supportsRestartFrame", "supportsCompletionsRequest", "supportsExceptionInfoRequest",
            "supportTerminateDebuggee", "supportsTerminateRequest",
        ]
        return .object(
            supported.map { .init($0, true) } + [
                .init("exceptionBreakpointFilters", .array(FailureFilter.all.map(\.body)))
            ])
    }()
}
