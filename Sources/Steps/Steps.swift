// # The steps
//
// A folder a role, in the default order: `OhaiHinting`, `DependencyInstalling`, `StackLookup`,
// `HostnameChoosing`, `Tagging`, `Registering`, `Polling`, `LayerAssigning`. Each holds the kind that
// fills the role for OpsWorks Stacks, its parameters, and the wording of what can go wrong. The other
// kinds have no role: `TerminationProtection` (`note-termination-protection` and
// `clear-termination-protection`), `AutoScaling` (`finish-launch`), `Failing` (what a failed run is
// concluded with), `Reaping` (members whose instances are gone),
// `Leaving` (`leave-stack`, `remove-iam-user`, `untag-instance`),
// `CommandRunning` (`run`), `FileWriting` (`write-file`), `Waiting`
// (`wait-for`) and `Fetching` (`fetch`).
//
// `BuiltInKinds.swift` lists them for the registry. `Surroundings` is what they find around them: the
// root of the machine and AWS. `Machine/` is how they touch the machine, `OpsWorks/` what several
// steps need of that service, `Instance/` what instance metadata gives before the first step.
//
// `Preconditions/` is what can be looked at before any of them runs.
//
// ```swift
// let surroundings = try Surroundings(environment: environment, version: "1.0.0", observer: log)
// let registry = StepRegistry(builtInKinds(surroundings))
// ```
