// # The journal
//
// What a run has done, on a disk, so that the next one can go on where it stopped. Reading order:
//
// 1. `JournalFolder`: where the journals of an instance lie, and the `RunLock` that lets one run at a
//    time write there.
// 2. `JournalWriter`: an observer that adds a line for each event, and waits for the disk before an
//    effect and after it.
// 3. `JournalLine`, `JournalHeader`: what a line looks like. `CRC32C`: how one that broke is found.
// 4. `JournalContent`, `RecordedRun`: a file read again, as the runs that it tells of.
//
// The engine makes of the events what is done (`RunHistory`, `Resumption`); this module only keeps them.
//
// ```swift
// for path in JournalFolder(folder).all {
//     for run in try JournalContent(of: path)?.runs ?? [] {
//         for event in try run.events() { print(event.json) }
//     }
// }
// ```
