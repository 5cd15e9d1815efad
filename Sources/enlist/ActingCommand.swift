/// A command that is run for what it does.
///
/// What it prints is an account of that: where the account is lost, its status is still that of the work.
/// What any other command prints is its product.
protocol ActingCommand {}
