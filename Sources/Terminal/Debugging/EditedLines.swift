import Bytes
import Debugger
import Glibc
import Synchronization

/// Lines that a person edits with libedit: history, TAB, and the keys of Emacs.
///
/// The library is loaded when a session begins, and not linked: an instance without it must still
/// be able to start `enlist`. There is one such editor per process, as the library's state is
/// global.
final class EditedLines: LineReading {
    /// The state for the library's callbacks, which cannot capture anything.
    ///
    /// Accessed only by the thread that reads.
    private struct Callbacks {
        var input: WakeableInput?
        /// The reason why the last line ended early.
        var wake: WakeableInput.Wake?
        var completion: Completion?
        var lineBuffer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    }

    private nonisolated(unsafe) static var callbacks = Callbacks()

    private typealias Readline =
        @convention(c) (UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>?
    private typealias OfText = @convention(c) (UnsafePointer<CChar>?) -> Int32
    private typealias OfNumber = @convention(c) (Int32) -> Int32
    private typealias GetCharacter = @convention(c) (OpaquePointer?) -> Int32
    private typealias Matches = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private typealias Complete =
        @convention(c) (UnsafePointer<CChar>?, Int32, Int32) -> Matches?

    private let readline: Readline
    private let addHistory: OfText
    private let writeHistory: OfText
    private let historyFile: String?
    private let input: WakeableInput
    private let output: OutputChannel
    private let last = Mutex("")

    /// The names on Debian and Ubuntu, on Fedora and Amazon Linux, and of a local build.
    private static let names = ["libedit.so.2", "libedit.so.0", "libedit.so"]
    private static let historyLength: Int32 = 500

    /// Loads the library; nil if it is not installed, or is unsuitable.
    ///
    /// Lines are kept between sessions in the history file, if there is one.
    init?(_ input: WakeableInput, output: OutputChannel, historyFile: String?) {
        let libraries = EditedLines.names.lazy.compactMap { dlopen($0, RTLD_NOW | RTLD_LOCAL) }
        guard let library = libraries.first,
            let readline = dlsym(library, "readline"),
            let addHistory = dlsym(library, "add_history"),
            let readHistory = dlsym(library, "read_history"),
            let writeHistory = dlsym(library, "write_history"),
            let stifleHistory = dlsym(library, "stifle_history"),
            let getCharacter = dlsym(library, "rl_getc_function"),
            let complete = dlsym(library, "rl_attempted_completion_function"),
            let catchSignals = dlsym(library, "rl_catch_signals"),
            let lineBuffer = dlsym(library, "rl_line_buffer")
        else { return nil }
        self.readline = unsafeBitCast(readline, to: Readline.self)
        self.addHistory = unsafeBitCast(addHistory, to: OfText.self)
        self.writeHistory = unsafeBitCast(writeHistory, to: OfText.self)
        self.input = input
        self.output = output
        self.historyFile = historyFile

        EditedLines.callbacks = Callbacks(
            input: input,
            lineBuffer: lineBuffer.assumingMemoryBound(
                to: UnsafeMutablePointer<CChar>?.self))
        // The program handles signals itself; Ctrl-C arrives through `wake`.
        catchSignals.assumingMemoryBound(to: Int32.self).pointee = 0
        let nextCharacter: GetCharacter = { _ in EditedLines.nextCharacter() }
        getCharacter.assumingMemoryBound(to: GetCharacter?.self).pointee = nextCharacter
        let matches: Complete = { word, start, _ in EditedLines.matches(word, at: Int(start)) }
        complete.assumingMemoryBound(to: Complete?.self).pointee = matches
        if let historyFile {
            _ = unsafeBitCast(stifleHistory, to: OfNumber.self)(EditedLines.historyLength)
            _ = unsafeBitCast(readHistory, to: OfText.self)(historyFile)
        }
    }

    func line(completing completion: Completion) -> DebugInput {
        EditedLines.callbacks.completion = completion
        while true {
            EditedLines.callbacks.wake = nil
            let typed = readline(Debugger.prompt)
            defer { free(typed) }
            switch (typed, EditedLines.callbacks.wake) {
            case (_, .discarded): output.write("\n")
            case (_, .interrupted):
                output.write("\n")
                return .interrupted
            case (nil, nil):
                output.write("\n")
                return .end
            case (let typed?, nil):
                let line = String(cString: typed)
                keep(line)
                return .line(line)
            }
        }
    }

    func wake(_ reason: WakeableInput.Wake) { input.wake(reason) }

    /// Adds a line to the history, unless it may contain a secret.
    private func keep(_ line: String) {
        let isNew = last.withLock { last in
            defer { last = line }
            return last != line
        }
        guard isNew, !line.isEmpty, !line.contains(bytes: "instance.identity") else { return }
        _ = addHistory(line)
        if let historyFile { _ = writeHistory(historyFile) }
    }

    /// Returns the next character, as a Unicode code point, which is what the library expects; -1
    /// if the line ends here.
    private static func nextCharacter() -> Int32 {
        guard let input = callbacks.input else { return -1 }
        var decoder = UTF8()
        var bytes = ByteStream(input: input)
        switch decoder.decode(&bytes) {
        case .scalarValue(let scalar): return Int32(scalar.value)
        case .error: return Int32(UInt8(ascii: "?"))
        case .emptyInput:
            callbacks.wake = bytes.wake
            return -1
        }
    }

    private struct ByteStream: IteratorProtocol {
        let input: WakeableInput
        var wake: WakeableInput.Wake?

        mutating func next() -> UInt8? {
            switch input.next() {
            case .byte(let byte): return byte
            case .end: return nil
            case .woken(let reason):
                wake = reason
                return nil
            }
        }
    }

    /// Returns the completions of a word in the library's form, which frees them.
    ///
    /// The first one is their common prefix, and nil follows the last one.
    private static func matches(_ word: UnsafePointer<CChar>?, at start: Int) -> Matches? {
        guard let word, let completion = callbacks.completion,
            let line = callbacks.lineBuffer?.pointee
        else { return nil }
        let before = String(decoding: String(cString: line).utf8.prefix(start), as: UTF8.self)
        let words = completion.words(after: before, beginning: String(cString: word))
        guard let first = words.first else { return nil }
        let common = words.dropFirst().reduce(first) { common, word in
            let same = zip(common.unicodeScalars, word.unicodeScalars).prefix { $0 == $1 }
            return String(String.UnicodeScalarView(same.map(\.0)))
        }
        let list = words.count == 1 ? words : [common] + words
        guard let memory = calloc(list.count + 1, MemoryLayout<Matches.Pointee>.stride) else {
            return nil
        }
        let matches = memory.bindMemory(to: Matches.Pointee.self, capacity: list.count + 1)
        for (index, text) in list.enumerated() { matches[index] = strdup(text) }
        return matches
    }
}
