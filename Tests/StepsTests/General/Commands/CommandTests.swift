import Pipeline
import Testing

@testable import Steps

@Suite struct CommandTests {
    @Test(
        arguments: [
            ("echo", nil), ("/bin/echo", nil), ("/\u{301}bin", nil),
            ("", "has an empty program's name"), ("bin/echo", relative),
            ("bin/\u{301}echo", relative), ("./x", relative),
        ] as [(String, String?)])
    func `a program is a name or an absolute path`(program: String, problem: String?) {
        #expect(Command.problem([program]) == problem)
    }

    private static let relative =
        "names its program by a relative path: write an absolute one, or a name alone"

    @Test(
        arguments: [
            ("echo ${HOME} $(id) ${x:-y}", nil), ("echo ${product", nil), ("${Stack.id}", nil),
            ("${a b}", nil), (" \r\n\t", "is empty"), ("", "is empty"),
            ("${stack.id}", "has `${stack.id}` in it"),
            ("${stack.id}\u{301}", "has `${stack.id}` in it"),
            ("$${stack.id:-\u{301}}", "has `${stack.id}` in it"),
            ("${a ${stack.id}", "has `${stack.id}` in it"),
            ("${x:-${stack.id}}", "has `${stack.id}` in it"),
            ("${product}", "has `${product}` in it"),
        ] as [(String, String?)])
    func `a script has no fact in it`(script: String, beginning: String?) {
        let problem = ShellText.problem(script)
        #expect(problem.map { String($0.prefix(beginning?.count ?? 0)) } == beginning)
    }
}
