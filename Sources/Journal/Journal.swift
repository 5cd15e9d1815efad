// # The journal
//
// A record on disk of what a run has done, so that the next run can resume where it stopped.
// Reading order:
//
// 1. `JournalFolder`: where the journals of an instance are stored, and the `RunLock` that lets one
//    run at a time write there.
// 2. `JournalWriter`: an observer that adds a line for each event, and waits for the disk before an
//    effect and after it.
// 3. `JournalLine`, `JournalHeader`: the format of a line. `CRC32C`: how a damaged one is detected.
// 4. `JournalContent`, `RecordedRun`: a file read back, as the runs that it records.
//
// The engine works out from the events what is done (`RunHistory`, `Resumption`); this module only
// stores them.
//
// ```swift
// for path in JournalFolder(folder).all {
//     for run in try JournalContent(of: path)?.runs ?? [] {
//         for event in try run.events() { print(event.json) }
//     }
// }
// ```
