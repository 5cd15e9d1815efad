// # Files that people write
//
// Reading order of this module:
//
// 1. `Text/`: a `SourceText` is a file's text, bounded and checked; `PrintableText` makes foreign
//    text harmless; a `DiagnosticText` shows what is wrong with it, where, and what to do.
// 2. `YAML/`: a `YAMLReader` parses a text into a small tree, each node with its place. It reads
//    the core schema of YAML 1.2 and refuses whatever could surprise: aliases, tags, duplicate
//    keys.
// 3. `Reading/`: a `PipelineFileReader` turns such a tree into a pipeline's `Definition`, or into
//    the `Overlay` that changes another one, and reports everything that is wrong with it; an
//    `InputsFileReader` does the same for the four inputs.
// 4. `Schema/`: the same rules as a JSON Schema, for completion and checks in editors.
//
// Nothing in this module knows the kinds of steps: the engine's `Planner` checks them.
//
// ```swift
// let text = SourceText("enlist: 1\nname: hello\nsteps: [greet]\n", name: "hello.yaml")
// var problems: [Diagnostic] = []
// let document = PipelineFileReader().read(text, &problems)
// ```
