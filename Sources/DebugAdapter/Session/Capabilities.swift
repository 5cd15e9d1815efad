import JSON

/// The adapter's capabilities, in the response to `initialize`.
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
