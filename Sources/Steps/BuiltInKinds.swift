package import Pipeline

/// The built-in step kinds; those with a role come in the default order.
package func builtInKinds(_ host: Host) -> [StepKind] {
    [
        WriteOhaiHint.kind(root: host.root),
        InstallDependencies.kind(
            root: host.root, environment: host.environment),
        TagEC2Instance.kind(host),
        NoteTerminationProtection.kind(host),
        ClearTerminationProtection.kind(host),
        EndLaunch.kind(host),
    ] + Provider.all.flatMap { $0.kinds(host) } + [
        UntagInstance.kind(host),
        RunCommand.kind(host),
        WriteFile.kind(host),
        WaitFor.kind(host),
        Fetch.kind(host),
    ]
}
