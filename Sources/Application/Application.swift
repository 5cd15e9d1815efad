// # What the commands do
//
// `enlist run`, `enlist doctor` and the others are calls of this module. It reads what a machine has and
// a person asks for, plans, runs, and returns values; it writes to no stream. Reading order:
//
// 1. `Inputs/`: the four inputs and where each is found: the command line, the environment, a file, the
//    instance's tags.
// 2. `BuiltInPipelines/`: the pipelines that come with the program, and those by which it leaves.
// 3. `Planning/`: a `PlanRequest` is what a person asks for. `PipelineLoader` reads the files that make
//    the pipeline, `Preparer` makes a `PreparedPlan` of them.
// 4. `Plugins/`: `KindCatalog` adds the kinds of plugins to enlist's own; keys, checks and scaffolds.
// 5. `Running/`: an `Engine` has the kinds, plans, and makes a `RunSession`. A session returns a
//    `FinishedRun`, or the `CommandError` that was in the way of its first step.
// 6. `Journal/`: the journal that a run writes and resumes, and how the last run stands.
// 7. `Failing/`: what is done about a run that failed: `FailureHandling`.
//    `Inventory/`: what the provider keeps of how a run ended; `Fleet/`: asking it of all instances.
// 8. `Leaving/`: `LeavingRequest` leaves, `DepartureWatch` does so when the instance is about to be
//    terminated. `Reaping/`: `ReapResult` is what was found of members whose instances are gone.
// 9. `Doctor/`: what would keep a run from succeeding. `Checking/`: what each step would change.
//    `Validating/`: whether pipeline files are good.
// 10. `Bundle/`: all that is known of an instance's runs, as one archive without secrets.
// 11. `Rights/`: the rights that an instance's role needs. `UserData/`: what goes into a launch template.
// 12. `Migrating/`: layers out of what people have kept of a stack: `StackImport`.
//
// A failure takes one path out of here. A step's `Failure` is part of the run's `Outcome`, which
// `FinishedRun.status` maps to an `ExitStatus`. Whatever keeps a command from its work is a
// `CommandError`: a status, diagnostics, and the files that they speak of.
//
// ```swift
// let engine = try Engine(environment: ProcessEnvironment.current)
// let prepared = try await engine.preparer.prepare(PlanRequest())
// print(prepared.plan.steps.map(\.id))
// ```
