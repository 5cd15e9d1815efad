// # What people read of plans and runs
//
// A plan and the events of a run are data; this module turns them into lines, pages and drawings.
// Every text is a value built from other values: nothing in this module writes to a stream or a
// file. Reading order:
//
// 1. `Events/`: `EventText` describes an event in one line. `RunAccount` adds up a run's events:
//    time, waiting, requests, failed attempts.
// 2. `Plans/`: `PlanListing` shows a plan as `enlist plan` does, `PlanExplanation` adds the file
//    and line behind each setting, and `KindListing` describes the kinds of steps.
// 3. `Graph/`: `FlowGraph` is a plan as steps and the facts that flow between them, drawn as text,
//    Mermaid or SVG.
// 4. `Timeline/`: `Timeline` is what happened when, in a run and in the runs that it resumed,
//    according to the journal.
// 5. `Report/`: a timeline as an HTML page, as an SVG picture, as text and as JSON.
// 6. `Fleet/`: the runs of many instances: a table, why they failed, where their time went.
// 7. `Markup/`: the elements and colours of pages and pictures; everything in them is escaped.
//
// ```swift
// let plan = try Planner(registry: registry).plan(definition, given: [])
// print(PlanListing(plan, source: "web.yaml").text)
// ```
