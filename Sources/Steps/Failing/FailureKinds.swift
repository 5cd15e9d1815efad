package import Pipeline

/// The kinds of step with which a run that failed is concluded; no pipeline file names them.
package func failureKinds(_ surroundings: Surroundings) -> [StepKind] {
    [
        TagFailure.kind(surroundings),
        EndLaunch.kind(.failure, surroundings),
        MarkUnhealthy.kind(surroundings),
    ]
}
