import JSON
import Pipeline

/// What the adapter can do, as the answer to `initialize` says it.
enum Capabilities {
    /// The filter for a step that has failed for good.
    static let failed = "failed"
    /// The filter for any failed attempt.
    static let attempt = "attempt"

    static let body: JSONValue = {
        let supported = [
            "supportsConfigurationDoneRequest", "supportsConditionalBreakpoints",
            "supportsHitConditionalBreakpoints", "supportsLogPoints",
            "supportsBreakpointLocationsRequest", "supportsEvaluateForHovers",
            "supportsStepBack", "supportsSetVariable", "supportsRestartFrame",
            "supportsCompletionsRequest", "supportsExceptionInfoRequest",
            "supportTerminateDebuggee", "supportsTerminateRequest",
        ]
        return .object(
            supported.map { .init($0, true) } + [
                .init("exceptionBreakpointFilters", .array(filters))
            ])
    }()

    private static let filters: [JSONValue] =
        [
            [
                "filter": .string(failed), "label": "A step fails for good", "default": true,
            ],
            [
                "filter": .string(attempt), "label": "Any attempt fails",
                "description": "Also one that the step's policy tries again",
            ],
        ]
        + FailureClass.allCases.map { failureClass in
            [
                "filter": .string(failureClass.rawValue),
                "label": .string("An attempt fails: \(failureClass.rawValue)"),
            ]
        }
}
