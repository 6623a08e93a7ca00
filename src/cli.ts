#!/usr/bin/env node
import { version } from './version.js';

// The version is answered before anything of weight is loaded.
const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  void import('./cli/main.js').then(({ main }) => main(args));
}
