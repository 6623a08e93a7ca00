// `npm test`: types and style in parallel, then every test. Arguments are passed to jest. With APIM_CORS_E2E, for further versions of Node, types and style are
// left out, for they do not depend on the version, and jest.config.js selects the tests.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const isShort = ['process', 'command-line'].includes(process.env.APIM_CORS_E2E);

/** Returns the command's exit code; prints its output at the end, so that two do not mix. */
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
