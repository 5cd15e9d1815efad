import Pipeline
import Testing

@testable import PluginHost

struct ConversionTests {
    @Test(
        arguments: [
            (.i32, -2_147_483_648, .i32(-2_147_483_648)), (.i64, "7", .i64(7)),
            (.u64, "18446744073709551615", .u64(.max)), (.u32, 4_294_967_295, .u32(.max)),
            (.f64, 3, .f64(3)), (.f64, "0.5", .f64(0.5)), (.bool, "true", .bool(true)),
            (.str, 3, .text("3")), (.str, "", .text("")), (.bytes, "a\0b", .bytes([97, 0, 98])),
            (.strings, ["a", 2], .texts(["a", "2"])), (.json, ["k": .null], .text(#"{"k":null}"#)),
        ] as [(Signature.ArgumentType, Value, CArgument)])
    func `a value that fits is passed as it is`(
        type: Signature.ArgumentType, value: Value, argument: CArgument
    ) throws {
        #expect(try type.argument(of: value) == argument)
    }

    @Test(
        arguments: [
            (.i32, 2_147_483_648, "is not from -2147483648 to 2147483647"),
            (
                .i64, "9223372036854775808",
                "is not from -9223372036854775808 to 9223372036854775807"
            ),
            (.u64, -1, "is not from 0 to 18446744073709551615"),
            (.u32, "x", "should be an integer"),
            (.i64, .number(1.5), "should be an integer and is a number"),
            (.f64, 9_007_199_254_740_993, "has more digits than a double can hold"),
            (.str, "a\0", "has a zero byte in it, where C would end it"),
            (.str, .null, "should be a text and is nothing"),
            (.strings, "a", "should be a list of texts"),
            (.bool, 1, "should be true or false and is an integer"),
        ] as [(Signature.ArgumentType, Value, String)])
    func `nothing is rounded, cut or wrapped`(
        type: Signature.ArgumentType, value: Value, problem: String
    ) {
        let found = #expect(throws: ConversionProblem.self) { try type.argument(of: value) }
        #expect(found?.problem == problem)
    }
}
