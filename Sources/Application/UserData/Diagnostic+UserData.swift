import Pipeline

// The wording of what is wrong with user-data, before it is printed and afterwards.

extension Diagnostic {
    static func relativePath(
        _ what: String, _ path: String, in folder: String, at place: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "an instance would look for \(what) `\(path)` in \(folder), and user-data does not "
                + "bring it",
            remedy: "put it into the image, and write its absolute path here", at: place)
    }

    static func noScript(_ path: String) -> Diagnostic {
        Diagnostic(
            "\(path) has no script of `enlist user-data` in it, or none that says what it was",
            remedy:
                "give the user-data as a launch template has it: a script, cloud-config, a message in "
                + "several parts, or one of them in base64; not compressed")
    }

    static func isRendered(_ path: String) -> Diagnostic {
        Diagnostic(
            "cloud-init has jinja render \(path) at boot, as its first line says, and the script in it has "
                + "places that jinja replaces",
            remedy: "remove that line, or add the script as a part of its own (--format mime)")
    }

    static func changed(_ path: String, _ said: ScriptSeal, _ now: ScriptSeal) -> Diagnostic {
        var counts: [String] = []
        if now.marks != said.marks {
            counts.append(
                "it has \(now.marks) of the places that template engines replace, and had "
                    + "\(said.marks)"
            )
        }
        if now.lines != said.lines {
            counts.append("it has \(now.lines) lines, and had \(said.lines)")
        }
        let details = counts.isEmpty ? "" : ": " + counts.joined(separator: "; ")
        guard now.marks < said.marks else {
            return Diagnostic(
                "\(path) has been changed since `enlist user-data` printed it\(details)",
                remedy: "print it again, with the options and files that are to be different")
        }
        return Diagnostic(
            "a template engine has been at \(path) since `enlist user-data` printed it\(details)",
            remedy:
                "let neither Terraform's templatefile, CloudFormation's Fn::Sub nor jinja have it: "
                + "take file() or Fn::Base64 alone, or print it with --format base64")
    }
}
