import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FailOn } from '../config/defaults.js';
import { environmentName } from '../config/environment-name.js';

/** Formats of `review` and `scan`. */
export const reviewFormats = ['text', 'json', 'markdown', 'sarif', 'html', 'explorer', 'github', 'azure', 'junit', 'gitlab', 'rdjson'] as const;
/** One of the formats of `review` and `scan`. */
export type ReviewFormat = (typeof reviewFormats)[number];

/** Options of every command. */
export interface OutputOptions {
  readonly format: string;
  readonly output?: string;
  readonly color: 'auto' | 'always' | 'never';
}

/** Options of the commands that evaluate a service. */
export interface EvaluationCommandOptions extends OutputOptions {
  readonly config?: string;
  readonly environment?: readonly string[];
  readonly assume?: readonly string[];
}

/** Options of the commands with a verdict. */
export interface VerdictOptions extends EvaluationCommandOptions {
  readonly failOn?: FailOn;
}

/** Adds the options for output. The first format is the default. */
export function withOutput(command: Command, formats: readonly [string, ...string[]]): Command {
  return command
    .addOption(new Option('--format <format>', 'how the answer is written').choices(formats).default(formats[0]))
    .option('--output <file>', 'write the answer to a file instead of standard output')
    .addOption(
      new Option('--color <when>', 'colours; auto: on a terminal, unless NO_COLOR is set').choices(['auto', 'always', 'never']).default('auto'),
    );
}

/** Adds the options for evaluation. Every command accepts them; where they have no effect they are hidden. */
export function withEvaluation(command: Command, hasSay = true): Command {
  return command
    .addOption(
      new Option('--config <file>', 'configuration file; default: .github/apim-cors.yml of the state that is read, if it has one').hideHelp(!hasSay),
    )
    .addOption(
      new Option('--environment <names>', 'evaluate these environments only (default: all); repeat it, or separate names with commas')
        .argParser(environments)
        .hideHelp(!hasSay),
    )
    .addOption(
      new Option('--assume <name=value>', 'settle an open point; repeat it')
        .argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
        .hideHelp(!hasSay),
    );
}

/** Adds the threshold of the verdict, hidden in the same way. */
export function withFailOn(command: Command, hasSay = true): Command {
  return command.addOption(
    new Option('--fail-on <level>', 'lowest severity that ends with exit code 1; default: error')
      .choices(['error', 'warning', 'info', 'never'])
      .hideHelp(!hasSay),
  );
}

/** Adds the options for repairs. */
export function withRepairs(command: Command): Command {
  return command
    .addOption(
      new Option('--fix [which]', 'write verified repairs into the files: safe ones, or the best one of each cause')
        .choices(['safe', 'all'])
        .preset('safe'),
    )
    .option('--patch', 'write nothing, and print what --fix would write as a diff for git apply')
    .option('--only <cause>', 'repair this cause alone: an id of causes in the JSON report');
}

function environments(value: string, before: readonly string[] | undefined): readonly string[] {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of names) {
    if (!environmentName.test(name)) throw new InvalidArgumentError(`'${name}' cannot be an environment: letters, digits, ".", "_" and "-".`);
  }
  return [...new Set([...(before ?? []), ...names])];
}
