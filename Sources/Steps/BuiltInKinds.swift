package import Pipeline

/// The kinds of step that come with the program, those with a role in the default order.
package func builtInKinds(_ surroundings: Surroundings) -> [StepKind] {
    [
        WriteOhaiHint.kind(root: surroundings.root),
        InstallDependencies.kind(
            root: surroundings.root, environment: surroundings.environment),
        TagEC2Instance.kind(surroundings),
        NoteTerminationProtection.kind(surroundings),
        ClearTerminationProtection.kind(surroundings),
        EndLaunch.kind(surroundings),
    ] + Provider.all.flatMap { $0.kinds(surroundings) } + [
        UntagInstance.kind(surroundings),
        RunCommand.kind(surroundings),
        WriteFile.kind(surroundings),
        WaitFor.kind(surroundings),
        Fetch.kind(surroundings),
    ]
}
