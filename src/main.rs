//! The program: hands the command line to `podlings::cli` and ends with its exit code. It must know nothing else.

fn main() -> std::process::ExitCode {
    podlings::cli::main()
}
