#!/usr/bin/env node
import { keepCompiled } from './cli/compile-cache.js';
import { version } from './version.js';

// Prints the version before loading other modules.
const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  keepCompiled(process.env);
  void import('./cli/main.js').then(({ main }) => main(args));
}
