import Pipeline

/// Random numbers from the machine's generator.
struct SystemRandom: RandomSource {
    func fraction() -> Double { Double.random(in: 0..<1) }
}
