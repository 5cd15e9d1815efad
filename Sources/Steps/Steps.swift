// # The steps
//
// The rooms are divided by thing. Begin with the provider that you use: all that is its own lies in
// one folder, from looking the stack up to leaving it, with its pipeline and its preconditions.
//
// - `Providers/`: `Provider` says what a provider is and names them all.
//   - `Providers/SystemsManager/`: AWS Systems Manager; `Importing/` makes its layers of others',
//     `Inventory/` tells it how runs ended, and `Fleet/` asks it that of all instances.
//   - `Providers/OpsWorks/`: AWS OpsWorks Stacks: `Stack/` (the stack, its layer, the hostname),
//     `Registration/` (the agent's installer, IAM users), `Members/` (polling, layer assignment),
//     `Leaving/` (leaving and reaping), `Describing/` (what people have saved of a stack).
// - `Instance/`: what any provider's pipeline does to the instance: `OhaiHint/`, `Dependencies/` with
//   `Managers/` (apt, dnf, …), `Hostname/`, `Tags/`, `TerminationProtection/`; and what instance
//   metadata says of it.
// - `AutoScaling/`: what an Auto Scaling group and CloudFormation are told: launch hooks, heartbeats,
//   failures, terminations. `ConcludingStep` lists the steps that no pipeline file names.
// - `General/`: the kinds for any use: `Commands/` (`run`), `Files/` (`write-file`), `Waiting/`
//   (`wait-for`, poll schedules), `Fetching/` (`fetch`).
// - `Migration/`: a stack in words that belong to no provider, between the one that had it and the one that
//   gets it.
// - `Doctor/`: what any run requires. What one kind requires is declared with the kind.
// - `Services/`: IAM permissions, and what errors of AWS mean to the engine.
// - `Machine/`: how steps touch the machine: `Files/`, `Processes/`, `Archives/`, `Accounts/`,
//   `Values/`.
//
// A `StepKind` carries everything that belongs to it: parameters, permissions and their trials,
// preconditions for `enlist doctor`, and the steps by which its work is left. `BuiltInKinds.swift`
// lists the kinds for the registry; `Host` is what steps find around them: the root of the
// machine, and AWS.
//
// ```swift
// let host = try Host(environment: environment, version: "1.0.0", observer: log)
// let registry = StepRegistry(builtInKinds(host))
// ```
