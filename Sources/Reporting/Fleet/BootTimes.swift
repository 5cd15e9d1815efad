package import Pipeline

/// Where the time of many boots went: the usual times of each step and of the whole, and outliers.
package struct BootTimes {
    /// The durations of a step, over all boots that ran it.
    package struct Row: Sendable, Equatable {
        /// The step's id; `boot` for the whole.
        package let name: String
        package let count: Int
        package let least: Duration
        package let median: Duration
        /// The 90th percentile.
        package let ninetieth: Duration
        package let most: Duration
        /// The outliers, the slowest first.
        package let outliers: [Outlier]
    }

    /// A boot in which a step took far longer than usual.
    package struct Outlier: Sendable, Equatable {
        package let instance: String
        package let duration: Duration
    }

    /// The row of the whole boot, then those of the steps in the order of most boots.
    package let rows: [Row]
    /// The number of boots; a failed one counts as far as it came.
    package let boots: Int
    /// The number of boots with more steps than their record could hold.
    package let incomplete: Int

    /// The name of the row for whole boots.
    package static let whole = "boot"

    /// Creates the times of nodes, without those that have left, as leaving is not a boot.
    package init(_ nodes: [FleetNode]) {
        let booted = nodes.filter { $0.summary.status != .left }
        boots = booted.count
        incomplete = booted.count { $0.summary.lacksSteps }
        var times: [String: [Outlier]] = [:]
        var places: [String: Int] = [:]
        for node in booted {
            // What failed has no length of its own: it ended early.
            if node.summary.status == .joined {
                times[Self.whole, default: []].append(
                    Outlier(instance: node.id, duration: node.summary.duration))
            }
            for (place, step) in node.summary.steps.enumerated() where step.fate == .done {
                times[step.id, default: []].append(
                    Outlier(instance: node.id, duration: step.duration))
                places[step.id, default: 0] += place
            }
        }
        places[Self.whole] = -1
        rows = times.map { Row($0.key, $0.value) }.sorted { left, right in
            let places = [left, right].map { row in
                Double(places[row.name] ?? 0) / Double(row.count)
            }
            return places[0] != places[1] ? places[0] < places[1] : left.name < right.name
        }
    }

    /// For programs.
    package var json: Value {
        .map([
            "boots": .integer(boots), "incomplete": .integer(incomplete),
            "times": .list(
                rows.map { row in
                    .map([
                        "name": .string(row.name), "count": .integer(row.count),
                        "least": row.least.inSeconds, "median": row.median.inSeconds,
                        "ninetieth": row.ninetieth.inSeconds, "most": row.most.inSeconds,
                        "outliers": .list(
                            row.outliers.map {
                                .map([
                                    "instance": .string($0.instance),
                                    "duration": $0.duration.inSeconds,
                                ])
                            }),
                    ])
                }),
        ])
    }
}

extension BootTimes.Row {
    /// A smaller difference is noise, whatever its ratio.
    private static let noise = Duration.seconds(1)

    /// Creates a row of at least one time.
    fileprivate init(_ name: String, _ times: [BootTimes.Outlier]) {
        let sorted = times.sorted { $0.duration < $1.duration }
        func quantile(_ share: Double) -> Duration {
            sorted[Int((Double(sorted.count - 1) * share).rounded())].duration
        }
        self.name = name
        count = sorted.count
        least = sorted[0].duration
        median = quantile(0.5)
        ninetieth = quantile(0.9)
        most = sorted[sorted.count - 1].duration
        // Tukey's far fence: three times the middle half's width above it.
        let fence = quantile(0.75) + max((quantile(0.75) - quantile(0.25)) * 3, Self.noise)
        outliers = sorted.reversed().filter { $0.duration > fence }
    }
}
