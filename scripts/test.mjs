// `npm test`: types and style, side by side, then every test. Arguments go to jest. With APIM_CORS_E2E, for further versions of Node, both are
// left out, for they depend on no version, and jest.config.js says which tests run.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const isShort = ['process', 'command-line'].includes(process.env.APIM_CORS_E2E);

/** Ends with the command's exit code; what it writes is shown when it has ended, so that two do not mix. */
function quietly(command, ...args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    const written = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => written.push(chunk));
    child.on('error', (error) => resolve({ code: 1, text: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, text: Buffer.concat(written).toString() }));
  });
}

const checks = isShort ? [] : ['typecheck', 'lint'];
const results = await Promise.all(checks.map((check) => quietly('npm', 'run', '-s', check)));
for (const { text } of results) process.stdout.write(text);
const failed = checks.filter((_, index) => results[index].code !== 0);
if (failed.length > 0) {
  console.error(`${failed.join(' and ')} failed: no test was run`);
  process.exitCode = 1;
} else {
  const child = spawn(process.execPath, [jest, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
}
