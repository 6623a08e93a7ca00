import type { Command, Option } from 'commander';

/** Shells with a completion script. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** One option for completion. */
interface Known {
  /** `--format`, `-h` */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** All possible values; empty: any, and file names are offered. */
  readonly values: readonly string[];
}

/** One command for completion. */
interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Known[];
  /** Values of its first argument; empty: any. */
  readonly values: readonly string[];
}

/**
 * A script that completes this program's command line, from its definitions. `named`: values of a command's first argument that the definitions lack, by
 * command. Everything in it is our own text: no name of a file or branch is run by a shell.
 */
export function completionScript(program: Command, shell: Shell, named: ReadonlyMap<string, readonly string[]>): string {
  const commands = completed(program, named);
  switch (shell) {
    case 'bash':
      return bash(commands, topOptions(program));
    case 'zsh':
      return zsh(commands, topOptions(program));
    case 'fish':
      return fish(commands, topOptions(program));
  }
}

function completed(program: Command, named: ReadonlyMap<string, readonly string[]>): readonly Completed[] {
  const commands = program.createHelp().visibleCommands(program);
  const names = commands.map((command) => command.name());
  return commands.map((command) => {
    const name = command.name();
    const values = name === 'help' ? names : (named.get(name) ?? command.registeredArguments[0]?.argChoices ?? []);
    return { name, description: command.description(), options: name === 'help' ? [] : optionsOf(command), values };
  });
}

function topOptions(program: Command): readonly Known[] {
  return optionsOf(program);
}

function optionsOf(command: Command): readonly Known[] {
  return command.createHelp().visibleOptions(command).map(known);
}

function known({ long, short, description, required, argChoices }: Option): Known {
  const names = [long, short].filter((name) => typeof name === 'string');
  // An optional value is not offered in place of the next option.
  return { names, description, takesValue: required, values: argChoices ?? [] };
}

const namesOf = (options: readonly Known[]): readonly string[] => options.flatMap(({ names }) => names);

/** Branches of a `case` over "<command> <option before the cursor>". `offer`: the action for some words; none: file names. */
function arms(commands: readonly Completed[], offer: (words: readonly string[]) => string): string {
  return commands
    .flatMap(({ name, options }) =>
      options.flatMap(({ names, takesValue, values }) =>
        takesValue ? [`    ${names.map((option) => `'${name} ${option}'`).join('|')}) ${offer(values)} ;;\n`] : [],
      ),
    )
    .join('');
}

/** Branches of a `case` over the command: its options after a dash, otherwise the values of its argument. */
function commandArms(commands: readonly Completed[]): string {
  return commands
    .map(({ name, options, values }) => `    ${name}) options='${namesOf(options).join(' ')}' values='${values.join(' ')}' ;;\n`)
    .join('');
}

function bash(commands: readonly Completed[], top: readonly Known[]): string {
  const first = [...commands.map(({ name }) => name), ...namesOf(top)].join(' ');
  const offer = (words: readonly string[]): string =>
    words.length === 0 ? 'return' : `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current")); return`;
  return `# Completion of apim-cors for bash. In ~/.bashrc: eval "$(apim-cors completion bash)"
_apim_cors() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} options='' values=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${first}' -- "$current"))
    return
  fi
  # --option=value comes as three words.
  if [ "$current" = = ]; then current=''
  elif [ "$before" = = ]; then before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  case "\${COMP_WORDS[1]} $before" in
${arms(commands, offer)}  esac
  case "\${COMP_WORDS[1]}" in
${commandArms(commands)}  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$values" -- "$current")) ;;
  esac
}
complete -o bashdefault -o default -F _apim_cors apim-cors
`;
}

function zsh(commands: readonly Completed[], top: readonly Known[]): string {
  const first = [...commands.map(({ name }) => name), ...namesOf(top)].join(' ');
  const offer = (words: readonly string[]): string => (words.length === 0 ? '_files; return' : `compadd -- ${words.join(' ')}; return`);
  return `#compdef apim-cors
# Completion of apim-cors for zsh. In ~/.zshrc, after compinit: eval "$(apim-cors completion zsh)"
_apim_cors() {
  local options='' values=''
  if (( CURRENT == 2 )); then
    compadd -- ${first}
    return
  fi
  case "\${words[2]} \${words[CURRENT-1]}" in
${arms(commands, offer)}  esac
  case "\${words[2]}" in
${commandArms(commands)}  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then compadd -- \${=options}
  elif [[ -n "$values" ]]; then compadd -- \${=values}
  else _files
  fi
}
compdef _apim_cors apim-cors
`;
}

function fish(commands: readonly Completed[], top: readonly Known[]): string {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const flags = ({ names }: Known): string => names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');
  const option = (condition: string, one: Known): string =>
    `complete -c apim-cors -n ${quoted(condition)} ${flags(one)}${one.takesValue ? (one.values.length > 0 ? ` -x -a ${quoted(one.values.join(' '))}` : ' -r') : ''} -d ${quoted(one.description)}`;
  const lines = commands.flatMap(({ name, description, options, values }) => {
    const condition = `__fish_seen_subcommand_from ${name}`;
    return [
      `complete -c apim-cors -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
      ...options.map((one) => option(condition, one)),
      ...(values.length === 0 ? [] : [`complete -c apim-cors -n ${quoted(condition)} -f -a ${quoted(values.join(' '))}`]),
    ];
  });
  return `# Completion of apim-cors for fish: apim-cors completion fish > ~/.config/fish/completions/apim-cors.fish
${[...top.map((one) => option('__fish_use_subcommand', one)), ...lines].join('\n')}
`;
}
