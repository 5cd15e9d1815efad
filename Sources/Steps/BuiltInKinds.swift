package import Pipeline

/// The kinds of step that come with the program, those with a role in the default order.
package func builtInKinds(_ surroundings: Surroundings) -> [StepKind] {
    [
        WriteOhaiHint.kind(root: surroundings.root),
        InstallDependencies.kind(
            root: surroundings.root, environment: surroundings.environment),
        LookUpOpsWorksStack.kind(surroundings),
        ChooseOpsWorksHostname.kind(surroundings),
        TagEC2Instance.kind(surroundings),
        RegisterWithOpsWorks.kind(surroundings),
        WaitUntilRegistered.kind(surroundings),
        AssignOpsWorksLayer.kind(surroundings),
        LookUpParameters.kind(surroundings),
        DeriveHostname.kind(root: surroundings.root),
        StartSSMAgent.kind(root: surroundings.root),
        WaitUntilManaged.kind(surroundings),
        ApplyDocument.kind(surroundings),
        NoteTerminationProtection.kind(surroundings),
        ClearTerminationProtection.kind(surroundings),
        EndLaunch.kind(.success, surroundings),
        LeaveStack.kind(surroundings),
        RemoveIAMUser.kind(surroundings),
        UntagInstance.kind(surroundings),
        RunCommand.kind(surroundings),
        WriteFile.kind(surroundings),
        WaitFor.kind(surroundings),
        Fetch.kind(surroundings),
    ]
}
