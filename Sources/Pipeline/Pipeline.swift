// # The engine
//
// A **pipeline** is an ordered list of steps. Reading order of this module:
//
// 1. `Steps/`: what a `Step` is, the eight roles that a provider fills, kinds and parameters.
// 2. `Facts/`: the named values that steps give and later steps need.
// 3. `Policies/`: when a step is tried again, and how long it may take.
// 4. `Planning/`: a `Definition` (what a file says) is held against a `StepRegistry` and becomes a
//    `Plan`, or a list of everything that is wrong with it. An `Overlay` changes a definition, a
//    `Condition` says when a step runs. Nothing has happened yet.
// 5. `Running/`: a `Runner` interprets a plan; a `Gate` can pause it anywhere.
// 6. `Events/`: everything that happens, as data, and how that is written as JSON and read again.
// 7. `Fleet/`: a run in a map of short texts (`RunSummary`), and what is asked of many instances at once.
//
// `Diagnostics/` is what is wrong with something that a person wrote: the place, the reason and the
// remedy. All of the above speak of it.
//
// Nothing in here knows a service, a terminal or a file. Time, waiting and chance come in through
// protocols of one requirement, so that every schedule can be tested exactly and at once.
//
// ```swift
// let plan = try Planner(registry: StepRegistry([greet]))
//     .plan(Definition(name: "hello", steps: [StepDefinition("greet")]), given: [])
// let result = await Runner(environment).run(plan, facts: Facts())
// ```
