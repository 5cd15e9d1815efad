import Testing

@testable import PluginHost

struct SignatureTests {
    @Test(arguments: [
        ("-> void", "-> void"), ("u64,str , u32->u64", "u64, str, u32 -> u64"),
        ("call, device:str, timeout:i64 -> status", "call, device:str, timeout:i64 -> status"),
        (
            "  stack.id : str, list( str ),bytes, json, f64, bool -> str ",
            "stack.id:str, list(str), bytes, json, f64, bool -> str"
        ),
    ])
    func `a signature is read, and written again`(text: String, written: String) throws {
        let signature = try Signature(parsing: text)
        #expect(signature.text == written)
        #expect(try Signature(parsing: signature.text) == signature)
    }

    @Test(arguments: [
        ("", 1), ("i32", 4), ("i32,, i32 -> i32", 5), ("i32 -> ", 8), ("i32 - i32", 5),
        ("call, call -> i32", 7), ("x:y:i32 -> i32", 3), ("list -> i32", 6), ("é:i32 -> i32", 1),
        ("i32 -> i32 x", 12), (String(repeating: "i32,", count: 33) + "i32 -> i32", 129),
    ])
    func `an error says where it is`(text: String, column: Int) {
        let problem = #expect(throws: SignatureProblem.self) { try Signature(parsing: text) }
        #expect(problem?.column == column)
    }

    @Test func `no text of any length takes long or much`() {
        let long = String(repeating: "i32, ", count: 100_000)
        #expect(throws: SignatureProblem.self) { try Signature(parsing: long) }
    }
}
