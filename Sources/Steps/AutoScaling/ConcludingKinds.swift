package import Pipeline

/// The kinds of step with which enlist concludes what it does; no pipeline file names them.
package func concludingKinds(_ surroundings: Surroundings) -> [StepKind] {
    [
        TagFailure.kind(surroundings),
        UploadReport.kind(surroundings),
        EndLaunch.kind(.failure, surroundings),
        MarkUnhealthy.kind(surroundings),
        EndTermination.kind(surroundings),
    ]
}
