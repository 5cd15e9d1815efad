// # What people read of plans and runs
//
// A plan and the events of a run are data; this module makes lines, pages and drawings of them. Every
// text is a value made of other values: nothing here writes to a stream or a file. Reading order:
//
// 1. `Events/`: `EventText` says in one line what an event means. `RunAccount` adds up what a run's
//    events come to: time, waiting, requests, failed attempts.
// 2. `Plans/`: `PlanListing` shows a plan as `enlist plan` does, `PlanExplanation` adds the file and
//    line behind each setting, and `KindListing` describes the kinds of steps.
// 3. `Graph/`: `FlowGraph` is a plan as steps and the facts that flow between them, drawn as text,
//    Mermaid or SVG.
// 4. `Timeline/`: `Timeline` is what happened when, in a run and in the runs that it resumed, as the
//    journal tells it.
// 5. `Report/`: a timeline as an HTML page, as an SVG picture, as text and as JSON.
// 6. `Fleet/`: the runs of many instances: a table, why they failed, where their time went.
// 7. `Markup/`: the elements and colours that pages and pictures are made of; everything in them is
//    escaped.
//
// ```swift
// let plan = try Planner(registry: registry).plan(definition, given: [])
// print(PlanListing(plan, source: "web.yaml").text)
// ```
