package import Pipeline

/// Where the time of many boots went: for each step and for the whole, what was usual and who was not.
package struct BootTimes {
    /// How long something took, over all boots that did it.
    package struct Row: Sendable, Equatable {
        /// The step's id; `boot` for the whole.
        package let name: String
        package let count: Int
        package let least: Duration
        package let median: Duration
        /// Nine of ten were as fast.
        package let ninetieth: Duration
        package let most: Duration
        /// Those that took far longer than is usual, the slowest first.
        package let outliers: [Outlier]
    }

    /// A boot that took far longer at something.
    package struct Outlier: Sendable, Equatable {
        package let instance: String
        package let duration: Duration
    }

    /// The whole first, then the steps as most boots had them.
    package let rows: [Row]
    /// How many boots there are; those that failed count as far as they came.
    package let boots: Int
    /// How many had more steps than their record could hold.
    package let incomplete: Int

    /// The name of the row for whole boots.
    package static let whole = "boot"

    /// Takes nodes; those that have left are left out, as leaving is no boot.
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
    /// What is no more than that slower is noise, whatever its share.
    private static let noise = Duration.seconds(1)

    /// Takes at least one time.
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
