import FuzzTargets
import Glibc
import Testing

/// The inputs of interest to each reader that is fuzzed.
@Suite struct SeedTests {
    /// On a machine that is busy with other tests.
    private static let patience = Duration.seconds(10)

    @Test(.timeLimit(.minutes(1)), arguments: Seed.all)
    func `is taken or refused, soon, and what must hold holds`(_ seed: Seed) throws {
        let target = try seed.reader.target()
        let bytes = try seed.bytes()
        let began = ContinuousClock.now
        #expect(try target.take(bytes) == seed.isGood)
        #expect(ContinuousClock.now - began < Self.patience)
    }

    @Test(arguments: FuzzedReader.allCases)
    func `all of a reader's are read in bounded memory`(_ reader: FuzzedReader) async {
        await #expect(processExitsWith: .success) { [reader] in
            let target = try reader.target()
            let seeds = try Seed.all(of: reader).map { try $0.bytes() }
            try Memory.limit(toFurther: 256 << 20)
            for seed in seeds { _ = try target.take(seed) }
        }
    }

    @Test(arguments: FuzzedReader.allCases)
    func `there are good ones and bad ones`(_ reader: FuzzedReader) {
        #expect(Set(Seed.all(of: reader).map(\.isGood)) == [true, false])
    }
}

/// What this process may have of memory.
private enum Memory {
    /// Has every allocation fail that goes beyond so many bytes more.
    static func limit(toFurther bytes: UInt) throws {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 64)
        fgets(&line, 64, file)
        let pages = strtoul(line, nil, 10)
        let most = rlim_t(pages * UInt(sysconf(Int32(_SC_PAGESIZE))) + bytes)
        var limit = rlimit(rlim_cur: most, rlim_max: most)
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
    }
}
