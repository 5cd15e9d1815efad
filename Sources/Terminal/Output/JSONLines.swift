import Pipeline

/// Writes each event as a line of JSON.
struct JSONLines: Observer {
    let output: OutputChannel

    func observe(_ event: Event) {
        output.write(event.json + "\n")
    }
}
