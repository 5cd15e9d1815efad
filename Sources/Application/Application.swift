// # What the commands do
//
// `enlist run`, `enlist doctor` and the other commands are calls of this module. It reads the state
// of a machine and a person's request, plans, runs, and returns values; it writes to no stream.
// Reading order:
//
// 1. `Inputs/`: the four inputs and their sources: the command line, the environment, a file, the
//    instance's tags.
// 2. `BuiltInPipelines/`: the pipelines that come with the program, and those by which an instance
//    leaves.
// 3. `Planning/`: a `PlanRequest` is a person's request. `PipelineLoader` reads the files of the
//    pipeline, `Preparer` turns them into a `PreparedPlan`.
// 4. `Plugins/`: `KindCatalog` adds the kinds of plugins to enlist's own; keys, checks and
//    scaffolds.
// 5. `Running/`: an `Engine` has the kinds, plans, and creates a `RunSession`. A session returns a
//    `FinishedRun`, or the `CommandError` that prevented its first step.
// 6. `Journal/`: the journal that a run writes and resumes, and the status of the last run.
// 7. `Failing/`: the reaction to a failed run: `FailureHandling`.
//    `Inventory/`: the summary of a run that the provider stores; `Fleet/`: queries of all instances'
//    summaries.
// 8. `Leaving/`: `LeavingRequest` leaves, `DepartureWatch` does so when the instance is about to be
//    terminated. `Reaping/`: `ReapResult` is what was found of members whose instances are gone.
// 9. `Doctor/`: what would keep a run from succeeding. `Checking/`: what each step would change.
//    `Validating/`: whether pipeline files are valid.
// 10. `Bundle/`: all information on an instance's runs, as one archive without secrets.
// 11. `Rights/`: the permissions that an instance's role needs. `UserData/`: the content of a
//    launch template's user-data.
// 12. `Migrating/`: layers from what people have saved of a stack: `StackImport`.
//
// A failure leaves this module in one of two ways. A step's `Failure` is part of the run's
// `Outcome`, which `FinishedRun.status` maps to an `ExitStatus`. Whatever keeps a command from its
// work is a `CommandError`: a status, diagnostics, and the files to which they refer.
//
// ```swift
// let engine = try Engine(environment: ProcessEnvironment.current)
// let prepared = try await engine.preparer.prepare(PlanRequest())
// print(prepared.plan.steps.map(\.id))
// ```
