/// A command that is run for its effects.
///
/// Its output is an account of them: if the account is lost, the exit status is still that of the
/// work. The output of any other command is its product.
protocol ActingCommand {}
