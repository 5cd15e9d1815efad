import Application
import JSON
import Journal
import Pipeline
import Reporting
import SystemPackage

/// Journals, and what is made of them: how things stand, what the next run does, reports.
///
/// An input is tried as it is, and with each of its lines sealed: nothing that makes up inputs would
/// come upon a checksum.
struct Journals: FuzzTarget {
    private let plan: Plan

    init() throws {
        let file = """
            enlist: 1
            name: seed
            steps: [ohai-hint, {look-up-stack: {}, id: look}, choose-hostname, tag-instance]
            """
        plan = try PipelineFiles().plan(Array(file.utf8)).get()
    }

    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        let sealed = bytes.split(separator: UInt8(ascii: "\n")).flatMap {
            JournalLine.sealed(Array($0))
        }
        let isRead = [try read(bytes), try read(sealed), try read(sealed + bytes)]
        return isRead[1]
    }

    /// Whether it can be believed.
    private func read(_ bytes: [UInt8]) throws(Finding) -> Bool {
        guard let content = try? JournalContent(bytes, of: "/journal") else { return false }
        guard content.length <= bytes.count, content.isTorn == (content.length < bytes.count) else {
            throw Finding("\(content.length) of \(bytes.count) bytes hold")
        }
        do {
            let status = try RunStatus(of: "i-1", after: content, isRunning: false)
            _ = ExitStatus(status)
            var history = RunHistory()
            var runs: [(header: JournalHeader, events: [Event])] = []
            for run in content.runs {
                try run.forEachEvent(RunHistory.isTold) { history.add($0) }
                runs.append((run.header, try run.events()))
            }
            if let resumption = Resumption(of: plan, knowing: Facts(), after: history) {
                guard (0...plan.steps.count).contains(resumption.done) else {
                    throw Finding("\(resumption.done) of \(plan.steps.count) steps are done")
                }
            }
            for event in runs.flatMap(\.events) { try look(at: event) }
            for isRunning in [false, true] {
                guard let timeline = Timeline(runs, of: "i-1", isRunning: isRunning) else {
                    continue
                }
                try look(at: timeline)
            }
            return !content.runs.isEmpty
        } catch let finding as Finding {
            throw finding
        } catch {
            return false
        }
    }

    private func look(at event: Event) throws(Finding) {
        _ = EventText(gave: Facts()).line(event.body, attempt: event.attempt)
        guard let value = try? JSONParser.parse(event.record),
            let again = try? Event(record: value), again.record == event.record
        else {
            let text = String(decoding: event.record, as: UTF8.self)
            throw Finding("written, an event reads otherwise: \(text)")
        }
    }

    private func look(at timeline: Timeline) throws(Finding) {
        let page = ReportPage(timeline).html
        let texts = [TimelineText.Signs.unicode, .ascii].map {
            TimelineText(timeline, width: 80, signs: $0).text
        }
        _ = TimelinePicture(timeline).svg
        guard !page.isEmpty, texts.allSatisfy({ !$0.isEmpty }) else {
            throw Finding("a report without a word")
        }
        guard (try? JSONParser.parse(Array(timeline.json.json.utf8))) != nil else {
            throw Finding("a timeline that is not JSON: \(timeline.json.json)")
        }
        // What commands a terminal, or a browser, has no place in what people read.
        let controls = texts.joined().utf8.filter { $0 < 0x20 && $0 != 0x0A }
        guard controls.isEmpty else { throw Finding("a report that commands the terminal") }
    }
}
