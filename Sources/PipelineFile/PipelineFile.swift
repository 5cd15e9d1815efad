// # Files that people write
//
// Reading order of this module:
//
// 1. `Text/`: a `SourceText` is a file's text, bounded and checked; `PrintableText` makes foreign
//    text harmless; a `DiagnosticText` shows what is wrong with it, where, and what to do.
// 2. `YAML/`: a `YAMLReader` makes a small tree of a text, each node with its place. It reads the
//    core schema of YAML 1.2 and refuses whatever could surprise: aliases, tags, duplicate keys.
// 3. `Reading/`: a `PipelineFileReader` makes of such a tree a pipeline's `Definition`, or the
//    `Overlay` that changes another, and says everything that is wrong with it; an
//    `InputsFileReader` does the same for the four inputs.
//
// 4. `Schema/`: the same rules as a JSON Schema, by which editors complete and check.
//
// Nothing in here knows which kinds of steps there are: the engine's `Planner` checks that.
//
// ```swift
// let text = SourceText("enlist: 1\nname: hello\nsteps: [greet]\n", name: "hello.yaml")
// var problems: [Diagnostic] = []
// let document = PipelineFileReader().read(text, &problems)
// ```
