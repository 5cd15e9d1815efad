import Pipeline
import Testing

@testable import Steps

@Suite struct ByteCountTests {
    @Test(
        "a size is a number with a unit, or alone",
        arguments: [
            (1, 1), ("1B", 1), ("5KB", 5000), ("5 KiB", 5120), ("1.5MB", nil), ("2GiB", 2 << 30),
            ("1TB", 1_000_000_000_000), (0, nil), (-1, nil), ("0B", nil), ("MB", nil), ("1mb", nil),
            ("5", nil), ("99999999TiB", nil), ("1  MB", nil),
        ] as [(Value, Int?)])
    func reading(value: Value, bytes: Int?) {
        #expect(ByteCount(value)?.bytes == bytes)
    }

    @Test(
        "it is written for people with one digit, and back as it was read",
        arguments: [
            (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"),
            (12 << 20, "12 MiB"), (1 << 40, "1 TiB"),
        ])
    func writing(bytes: Int, text: String) {
        #expect(ByteCount(bytes: bytes).readable == text)
        if bytes > 0 { #expect(ByteCount(ByteCount(bytes: bytes).value)?.bytes == bytes) }
    }
}
