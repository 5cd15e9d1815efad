import Numbers
import Testing

@Suite("Numbers from outside")
struct NumbersTests {
    @Test(
        "are whole numbers within their bounds",
        arguments: [
            ("0", 0), ("-7", -7), ("007", 7), ("100", 100),
            ("101", nil), ("-8", nil), ("+7", nil), ("", nil), ("-", nil), (" 7", nil), ("7 ", nil),
            ("7.0", nil), ("1e2", nil), ("0x7", nil), ("٧", nil), ("7\u{301}", nil),
            ("9223372036854775808", nil), ("-9223372036854775809", nil),
        ] as [(String, Int?)])
    func decimal(text: String, number: Int?) {
        #expect(Int(decimal: text, in: -7...100) == number)
    }

    @Test("can be all that there are")
    func unbounded() {
        #expect(Int(decimal: "9223372036854775807", in: 0...Int.max) == Int.max)
        #expect(Int(decimal: "-9223372036854775808", in: Int.min...0) == Int.min)
    }

    @Test(
        "are seconds within their bounds, to the microsecond",
        arguments: [
            (0, .zero), (-0.0, .zero), (1.5, .milliseconds(1500)), (100, .seconds(100)),
            (0.000_000_4, .zero), (-0.1, nil), (100.1, nil), (1e12, nil), (1e300, nil),
            (-1e300, nil), (.infinity, nil), (-.infinity, nil), (.nan, nil),
            (.greatestFiniteMagnitude, nil), (9.3e12, nil),
        ] as [(Double, Duration?)])
    func seconds(number: Double, duration: Duration?) {
        #expect(Duration(seconds: number, in: .zero ... .seconds(100)) == duration)
    }
}
