import Testing

@testable import Steps

struct IdleLimitTests {
    @Test func `time counts while nothing runs`() {
        var idle = IdleLimit(.seconds(60))
        #expect(idle.left(whileBusy: false, at: .seconds(100)) == .seconds(60))
        #expect(idle.left(whileBusy: false, at: .seconds(150)) == .seconds(10))
        #expect(idle.left(whileBusy: false, at: .seconds(160)) == .zero)
        #expect(idle.left(whileBusy: false, at: .seconds(500)) == .zero)
    }

    @Test func `a document that runs takes its time, and the limit starts over after it`() {
        var idle = IdleLimit(.seconds(60))
        #expect(idle.left(whileBusy: false, at: .zero) == .seconds(60))
        #expect(idle.left(whileBusy: true, at: .seconds(50)) == .seconds(60))
        #expect(idle.left(whileBusy: true, at: .seconds(5_000)) == .seconds(60))
        #expect(idle.left(whileBusy: false, at: .seconds(5_010)) == .seconds(60))
        #expect(idle.left(whileBusy: false, at: .seconds(5_040)) == .seconds(30))
    }
}
