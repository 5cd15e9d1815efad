import Bytes
import Glibc
package import Pipeline
import Steps

/// The environment variables of this process.
package enum ProcessEnvironment {
    /// All variables; of two with the same name the first counts, as with `getenv`.
    package static var current: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            if let (name, value) = String(cString: text).halves(around: "="), variables[name] == nil
            {
                variables[name] = value
            }
            entry += 1
        }
        return variables
    }

    /// An environment extended by the variables in which a step's program finds facts.
    package static func adding(_ facts: Facts, to environment: [String: String]) -> [String: String]
    {
        environment.merging(FactVariables(facts).variables) { $1 }
    }
}
