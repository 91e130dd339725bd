//! `jotbench completions`: a script that lets a shell complete commands, options, values
//! and files, made from the same definition as the command line.

use clap::Command;
use clap_complete::Shell;

use super::exit;
use super::report::Answer;

/// The name that is typed.
const NAME: &str = "jotbench";

const EXAMPLES: &str = "\
Examples:
  source <(jotbench completions bash)           # ~/.bashrc
  source <(jotbench completions zsh)            # ~/.zshrc, below compinit
  jotbench completions fish | source            # ~/.config/fish/config.fish
  eval (jotbench completions elvish | slurp)    # ~/.config/elvish/rc.elv
  jotbench completions powershell | Out-String | Invoke-Expression  # $PROFILE

Each is a line for the file that its shell reads when it starts.

Exit code: 0 done, 2 the command line is wrong.";

/// Print a script with which a shell completes commands, options and files
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The shell that the script is for
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

impl Arguments {
    pub(super) fn run(&self, program: Command) -> Answer {
        Answer::of(script(self.shell, program), exit::DONE)
    }
}

fn script(shell: Shell, program: Command) -> String {
    let program = if shell == Shell::Zsh { without_operands(&program) } else { program };
    let own = MENDED.iter().filter(|(of, ..)| *of == shell);
    // The first place: the functions of the program itself stand above those of its commands.
    own.fold(generated(shell, program), |script, (_, was, is)| script.replacen(was, is, 1))
}

fn generated(shell: Shell, mut program: Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program, NAME, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The program without its operands: in zsh they would stand in front of the command, and nothing after the command
/// would be completed.
fn without_operands(program: &Command) -> Command {
    let options = program.get_arguments().filter(|argument| !argument.is_positional());
    let version = env!("CARGO_PKG_VERSION");
    Command::new(NAME).version(version).args(options.cloned()).subcommands(program.get_subcommands().cloned())
}

/// What the generator lacks: files where it offers commands and options alone.
const MENDED: [(Shell, &str, &str); 4] = [
    // A file or a command as the first word; files after a first word that is no command.
    (Shell::Zsh, "\":: :_jotbench_commands\"", "\":: :_jotbench_first\""),
    (
        Shell::Zsh,
        "        esac\n    ;;\nesac\n}\n",
        "            (*)\n                _arguments '*:file:_files' && ret=0\n            ;;\n        esac\n    ;;\nesac\n}\n",
    ),
    (
        Shell::Zsh,
        "\n(( $+functions[_jotbench_commands] )) ||\n",
        "\n_jotbench_first() {\n    _alternative 'commands:command:_jotbench_commands' 'files:file:_files'\n}\n\n\
         (( $+functions[_jotbench_commands] )) ||\n",
    ),
    (
        Shell::Elvish,
        "    $completions[$command]\n",
        "    if (has-key $completions $command) {\n        $completions[$command]\n    }\n    \
         edit:complete-filename $words[-1]\n",
    ),
];

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_place_that_is_mended_is_there() {
        for (shell, was, is) in MENDED {
            let program = super::super::Arguments::command();
            let program = if shell == Shell::Zsh { without_operands(&program) } else { program };
            assert!(generated(shell, program.clone()).contains(was), "{shell}: {was}");
            assert!(script(shell, super::super::Arguments::command()).contains(is), "{shell}: {is}");
        }
    }
}
