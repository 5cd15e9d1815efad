import DebugAdapter
import Debugger
import JSON
import Pipeline
import Testing

@Suite("An editor's session")
struct ConversationTests {
    @Test("is answered in order, and a stop comes after the answer that led to it")
    func whole() async {
        let editor = Editor()
        await editor.ask("initialize", ["linesStartAt1": false])
        await editor.ask("launch")
        await editor.ask(
            "setBreakpoints",
            [
                "source": ["path": "/p.yaml"],
                "breakpoints": [["line": .number("5"), "logMessage": "layer ${layer.id}"]],
            ])
        await editor.ask("configurationDone")
        await editor.stop()
        await editor.ask("stackTrace")
        await editor.ask("next")
        await editor.stop()
        await editor.ask("evaluate", ["expression": "layer.id", "context": "hover"])
        await editor.ask("continue")
        await editor.end()
        #expect(
            editor.told == """
                launch → {}
                initialized {}
                setBreakpoints → {"breakpoints":[{"id":1,"verified":true,"source":\
                {"name":"p.yaml","path":"/p.yaml"},"line":5}]}
                configurationDone → {}
                thread {"reason":"started","threadId":1}
                stopped {"reason":"entry","description":"stopped before look-up","threadId":1,\
                "allThreadsStopped":true}
                stackTrace → {"stackFrames":[{"id":2097152,"name":"before look-up","source":\
                {"name":"p.yaml","path":"/p.yaml"},"line":3,"column":5,"canRestart":true}],\
                "totalFrames":1}
                next → {}
                output {"category":"console","output":"layer layer-1\\n"}
                stopped {"reason":"step","description":"stopped before tag","threadId":1,\
                "allThreadsStopped":true}
                evaluate → {"result":"\\"layer-1\\"","type":"string","variablesReference":0}
                continue → {"allThreadsContinued":true}
                exited {"exitCode":0}
                terminated {}

                """)
    }

    @Test("refuses what cannot be done, and goes on")
    func refusals() async {
        let editor = Editor()
        await editor.ask("launch")
        await editor.ask("initialize")
        await editor.ask("next")
        await editor.ask("frobnicate")
        #expect(
            editor.told == """
                launch ✘ `initialize` has to come first, and once; start the session again
                next ✘ no run has been launched yet; send `launch` first
                frobnicate ✘ there is no request `frobnicate` here; the answer to `initialize` \
                lists those that exist

                """)
    }

    @Test(
        "refuses numbers that no editor has",
        arguments: [
            "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e300", "1e999",
            "0.5",
        ])
    func wild(number: String) async {
        let editor = Editor()
        await editor.ask("initialize", ["linesStartAt1": false])
        await editor.ask("launch")
        await editor.ask("configurationDone")
        await editor.stop()
        let wild = JSONValue.number(number)
        let source: JSONValue = ["path": "/p.yaml"]
        await editor.ask("setBreakpoints", ["source": source, "breakpoints": [["line": wild]]])
        await editor.ask("breakpointLocations", ["source": source, "line": wild])
        await editor.ask(
            "breakpointLocations", ["source": source, "line": .number("1"), "endLine": wild])
        await editor.ask("completions", ["text": "n", "column": wild])
        await editor.ask("stackTrace", ["startFrame": wild])
        await editor.ask("scopes", ["frameId": wild])
        await editor.ask("variables", ["variablesReference": wild])
        await editor.ask("source", ["sourceReference": wild])
        await editor.ask("continue")
        await editor.end()
        let refused = editor.told.split(separator: "\n").filter { $0.contains("✘") }
        #expect(
            refused == [
                "setBreakpoints ✘ `line` should be an integer; correct it, and ask again",
                "breakpointLocations ✘ `line` should be an integer; correct it, and ask again",
                "breakpointLocations ✘ `endLine` should be an integer; correct it, and ask again",
                "completions ✘ `column` should be an integer; correct it, and ask again",
                "stackTrace ✘ `startFrame` should be an integer; correct it, and ask again",
                "scopes ✘ `frameId` should be an integer; correct it, and ask again",
                "variables ✘ `variablesReference` should be an integer; correct it, and ask again",
                "source ✘ `sourceReference` should be an integer; correct it, and ask again",
            ])
    }
}
