import CEnlist
import Glibc

// The plugin @NAME@: as a start, one step that writes a file.

nonisolated(unsafe) private var host: UnsafePointer<enlist_host>?

/// The arguments of the step's functions.
private struct Arguments {
    let context: Context
    let path: String
    let text: String

    init?(_ call: OpaquePointer?, _ path: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?) {
        guard let host, let path, let text else { return nil }
        context = Context(host: host.pointee, call: call)
        self.path = String(cString: path)
        self.text = String(cString: text)
    }

    /// The path of the file, below the folder that stands for `/`.
    var file: String { (context.root == "/" ? "" : context.root) + path }

    var isDone: Bool {
        guard let stream = fopen(file, "r") else { return false }
        defer { fclose(stream) }
        for expected in text.utf8 where getc(stream) != Int32(expected) { return false }
        return getc(stream) == EOF
    }

    func refuse(_ what: String) -> Int32 {
        context.fail(
            ENLIST_REFUSED, "cannot \(what) \(file): \(String(cString: strerror(errno)))",
            remedy: "look at the path, and at who may write there")
    }
}

private let check: TextFunction = { call, path, text in
    guard let arguments = Arguments(call, path, text) else { return -1 }
    return arguments.isDone ? 0 : ENLIST_NOT_DONE
}

private let run: TextFunction = { call, path, text in
    guard let arguments = Arguments(call, path, text) else { return -1 }
    let context = arguments.context
    guard arguments.path.utf8.first == UInt8(ascii: "/") else {
        return context.fail(ENLIST_REFUSED, "the path is not absolute", remedy: "begin it with `/`")
    }
    if arguments.isDone { return 0 }
    guard access(arguments.file, F_OK) != 0 else {
        return context.fail(ENLIST_CONFLICT, "there is another file already", remedy: "remove it")
    }
    // By bytes: to Swift, `/` followed by an accent is another character.
    let slash = arguments.file.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = String(arguments.file[..<(slash ?? arguments.file.startIndex)])
    if mkdir(folder, 0o755) != 0, errno != EEXIST { return arguments.refuse("make the folder of") }
    // Before the effect: `revert` relies on it, even if this process ends right after it.
    guard context.record("wrote", arguments.path) else {
        return context.fail(
            ENLIST_BUSY, "the effect could not be recorded", remedy: "look at the disk")
    }
    let temporary = arguments.file + ".new"
    guard let stream = fopen(temporary, "w") else { return arguments.refuse("write") }
    guard fputs(arguments.text, stream) >= 0, fclose(stream) == 0,
        rename(temporary, arguments.file) == 0
    else {
        unlink(temporary)
        return arguments.refuse("write")
    }
    context.log("wrote it")
    return 0
}

private let revert: TextFunction = { call, path, text in
    guard let arguments = Arguments(call, path, text) else { return -1 }
    guard arguments.context.recorded("wrote") == arguments.path else { return 0 }
    if unlink(arguments.file) != 0, errno != ENOENT { return arguments.refuse("remove") }
    return 0
}

nonisolated(unsafe) private let plugin: UnsafePointer<enlist_plugin> = {
    var step = enlist_step()
    step.size = size(of: enlist_step.self)
    step.kind = text("@NAME@")
    step.summary = text("Writes a file")
    step.parameter_count = 2
    step.parameters = table([
        enlist_parameter(
            size: size(of: enlist_parameter.self), flags: 0, name: text("path"), type: text("str"),
            default_json: nil, documentation: text("the file, by its absolute path")),
        enlist_parameter(
            size: size(of: enlist_parameter.self), flags: 0, name: text("text"), type: text("str"),
            default_json: text("\"\""), documentation: text("what is to be in it")),
    ])
    step.signature = text("call, path:str, text:str -> status")
    step.run = anyFunction(run)
    step.check = anyFunction(check)
    step.revert = anyFunction(revert)
    step.plan_text = text("writes ${path}")
    return table([
        enlist_plugin(
            size: size(of: enlist_plugin.self), abi: UInt32(ENLIST_PLUGIN_ABI), abi_least: 1,
            step_count: 1, name: text("@NAME@"), version: text("0.1.0"), steps: table([step]))
    ])
}()

/// Called first by enlist, once, with its table, which lives for good.
@_cdecl("enlist_plugin_entry_v1")
public func entry(_ table: UnsafePointer<enlist_host>?) -> UnsafePointer<enlist_plugin>? {
    host = table
    return plugin
}
