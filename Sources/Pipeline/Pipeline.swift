// # The engine
//
// A **pipeline** is an ordered list of steps. Reading order of this module:
//
// 1. `Steps/`: what a `Step` is, the eight roles that a provider fills, kinds and parameters.
// 2. `Facts/`: the named values that steps give and later steps need.
// 3. `Policies/`: when a step is retried, and how long it may take.
// 4. `Planning/`: a `Definition` (the content of a file) is checked against a `StepRegistry` and
//    becomes a `Plan`, or a list of everything that is wrong with it. An `Overlay` changes a
//    definition, a `Condition` says when a step runs. Planning has no effects.
// 5. `Running/`: a `Runner` executes a plan; a `Gate` can pause it anywhere.
// 6. `Events/`: everything that happens, as data, and how that is written as JSON and parsed again.
// 7. `Fleet/`: a run in a map of short texts (`RunSummary`), and queries of many instances at once.
//
// `Diagnostics/` describes mistakes in what a person wrote: the place, the reason and the remedy.
// All of the above use it.
//
// Nothing in this module knows a service, a terminal or a file. Time, waiting and randomness come
// in through protocols of one requirement, so that every schedule can be tested exactly and without
// waiting.
//
// ```swift
// let plan = try Planner(registry: StepRegistry([greet]))
//     .plan(Definition(name: "hello", steps: [StepDefinition("greet")]), given: [])
// let result = await Runner(environment).run(plan, facts: Facts())
// ```
