import DebugAdapter
import JSON

/// What an editor sends: messages of the Debug Adapter Protocol, each behind its header.
struct DebugMessages: FuzzTarget {
    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        let whole = Self.read(bytes, by: bytes.count)
        // Where the packets of a connection end is chance.
        for count in [3, 100] where Self.read(bytes, by: count) != whole {
            throw Finding("cut into pieces of \(count), it reads otherwise")
        }
        for message in whole.messages {
            let text = Array(message.utf8)
            let again = Self.read(Array("Content-Length: \(text.count)\r\n\r\n".utf8) + text, by: 7)
            guard again == Reading(messages: [message]) else {
                throw Finding("written, it reads otherwise: \(message)")
            }
        }
        return !whole.messages.isEmpty
    }

    private struct Reading: Equatable {
        var messages: [String] = []
        var problem: AdapterProblem?
    }

    private static func read(_ bytes: [UInt8], by count: Int) -> Reading {
        var reader = MessageReader()
        var reading = Reading()
        do throws(AdapterProblem) {
            for start in stride(from: 0, to: bytes.count, by: max(count, 1)) {
                reader.feed(bytes[start..<min(start + count, bytes.count)])
                while let message = try reader.next() {
                    reading.messages.append(message.text())
                    _ = try? Request(message)
                }
            }
        } catch {
            reading.problem = error
        }
        return reading
    }
}
