import type { Command } from 'commander';
import { contractRules } from '../report/contract-rules.js';
import { rules } from '../rules/catalogue.js';
import { completionScript, type Shell } from './completion.js';
import { exit } from './exit.js';
import type { OutputOptions } from './options.js';
import { write } from './output.js';

/** `apim-cors completion`: returns the exit code. */
export function showCompletion(program: Command, shell: Shell, options: OutputOptions): number {
  const ids = [...rules, ...contractRules].map(({ id }) => id);
  write(completionScript(program, shell, new Map([['rules', ids]])), options);
  return exit.done;
}
