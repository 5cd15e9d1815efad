// # The steps
//
// The folders are divided by subject. Start with the provider that you use: everything of its own
// is in one folder, from looking up the stack to leaving it, with its pipeline and its
// preconditions.
//
// - `Providers/`: `Provider` defines what a provider is and lists them all.
//   - `Providers/SystemsManager/`: AWS Systems Manager; `Importing/` creates its layers from
//     others', `Inventory/` reports how runs ended, and `Fleet/` queries those reports.
//   - `Providers/OpsWorks/`: AWS OpsWorks Stacks: `Stack/` (the stack, its layer, the hostname),
//     `Registration/` (the agent's installer, IAM users), `Members/` (polling, layer assignment),
//     `Leaving/` (leaving and reaping), `Describing/` (saved answers about a stack).
// - `Instance/`: what any provider's pipeline does to the instance: `OhaiHint/`, `Dependencies/`
//   with `Managers/` (apt, dnf, …), `Hostname/`, `Tags/`, `TerminationProtection/`; and what
//   instance metadata reports of it.
// - `AutoScaling/`: what an Auto Scaling group and CloudFormation receive: launch hooks,
//   heartbeats, failures, terminations. `ConcludingStep` lists the steps that no pipeline file
//   names.
// - `General/`: the kinds for any use: `Commands/` (`run`), `Files/` (`write-file`), `Waiting/`
//   (`wait-for`, poll schedules), `Fetching/` (`fetch`).
// - `Migration/`: a stack in terms that belong to no provider, between the one that had it and the
//   one that gets it.
// - `Doctor/`: the preconditions of any run. Those of one kind are declared with the kind.
// - `Services/`: IAM permissions, and how the engine classifies AWS errors.
// - `Machine/`: how steps touch the machine: `Files/`, `Processes/`, `Archives/`, `Accounts/`,
//   `Values/`.
//
// A `StepKind` carries everything that belongs to it: parameters, permissions and their trials,
// preconditions for `enlist doctor`, and the steps that undo its work when the instance leaves.
// `BuiltInKinds.swift` lists the kinds for the registry; `Host` is the environment of steps: the
// root of the machine, and AWS.
//
// ```swift
// let host = try Host(environment: environment, version: "1.0.0", observer: log)
// let registry = StepRegistry(builtInKinds(host))
// ```
