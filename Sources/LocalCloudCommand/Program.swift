import ArgumentParser
import Foundation

/// The program's entry point.
@main
enum Program {
    static func main() async {
        do {
            var command = try LocalCloudCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let complaint as Complaint {
            complaint.show()
            exit(complaint.exitCode)
        } catch {
            LocalCloudCommand.exit(withError: error)
        }
    }
}
