// `npm run bench [-- --quick]`: the duration of reviews, compared with two floors measured in the same run: parsing the files that the review needs, and
// starting bare node. Prints a table; checks nothing (figures are for people).
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate, operationsPerApi } from './bench/generate.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '..', 'dist', 'cli', 'index.js');
const action = join(here, '..', 'dist', 'index.js');
const quick = process.argv.includes('--quick');
const sizes = quick ? [20, 100] : [100, 1000, 5000];
const runs = quick ? 3 : 7;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds of one whole process; throws when it ends with an unexpected code. */
function once(command, args, { codes = [0], env = {} } = {}) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { env: { ...process.env, ...env }, maxBuffer: 1 << 30, encoding: 'utf8' });
  const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
  if (!codes.includes(status)) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return elapsed;
}

/** Medians of several commands run in turn, so that a drifting machine drifts for all of them. */
function inTurn(commands, count) {
  const times = commands.map(() => []);
  commands.forEach((run) => run());
  for (let turn = 0; turn < count; turn += 1) commands.forEach((run, index) => times[index].push(run()));
  return times.map(median);
}

function peakOf(args, codes) {
  const file = join(scratch, 'peak');
  once(process.execPath, ['--require', join(here, 'bench', 'peak.cjs'), ...args], { codes, env: { BENCH_PEAK: file } });
  return Number(readFileSync(file, 'utf8')) / 1024;
}

/** Milliseconds from starting the Action to its first request. */
async function firstRequest() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const event = join(scratch, 'event.json');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(
    event,
    JSON.stringify({
      action: 'opened',
      number: 1,
      pull_request: {
        number: 1,
        head: { sha: 'a'.repeat(40), ref: 'h', repo: { full_name: 'o/r' } },
        base: { sha: 'b'.repeat(40), ref: 'main', repo: { full_name: 'o/r' } },
      },
      repository: { full_name: 'o/r', name: 'r', owner: { login: 'o' } },
    }),
  );
  const start = process.hrtime.bigint();
  const env = {
    ...process.env,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: event,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
    GITHUB_GRAPHQL_URL: `http://127.0.0.1:${port}/graphql`,
    GITHUB_OUTPUT: '',
    GITHUB_STEP_SUMMARY: '',
    RUNNER_TEMP: scratch,
    GITHUB_WORKSPACE: scratch,
    'INPUT_GITHUB-TOKEN': 't',
  };
  const child = spawn(process.execPath, [action], { env, stdio: 'ignore' });
  const elapsed = await new Promise((resolve, reject) => {
    server.once('request', () => resolve(Number(process.hrtime.bigint() - start) / 1e6));
    child.once('exit', (code) => reject(new Error(`the Action ended with ${code} before any request`)));
  });
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return elapsed;
}

const row = (name, ...cells) => console.log(`${name.padEnd(46)}${cells.map((cell) => String(cell).padStart(14)).join('')}`);
const seconds = (value) => `${(value / 1000).toFixed(2)} s`;
const scratch = mkdtempSync(join(tmpdir(), 'apim-cors-bench-'));
try {
  const node = () => once(process.execPath, ['-e', '0']);
  const [bare, version] = inTurn([node, () => once(process.execPath, [cli, '--version'])], quick ? 5 : 15);
  row('start-up', 'time', 'x bare node');
  row('bare node', `${bare.toFixed(0)} ms`, '1.00');
  row('apim-cors --version', `${version.toFixed(0)} ms`, (version / bare).toFixed(2));
  const requests = [];
  const bares = [];
  for (let turn = 0; turn < (quick ? 3 : 9); turn += 1) {
    requests.push(await firstRequest());
    bares.push(node());
  }
  row("the Action's first request", `${median(requests).toFixed(0)} ms`, (median(requests) / median(bares)).toFixed(2));

  console.log();
  row('service', 'one API', 'global policy', 'parsing floor', 'x floor', 'peak MB');
  const points = [];
  for (const apis of sizes) {
    const folder = mkdtempSync(join(scratch, 'service-'));
    generate(folder, apis);
    const artifacts = join(folder, 'apimartifacts');
    const review = (head) => () =>
      once(
        process.execPath,
        [cli, 'review', '--repo', folder, '--base', 'base', '--head', head, '--format', 'json', '--output', join(scratch, 'report.json')],
        { codes: [0, 1] },
      );
    const floor = () => once(process.execPath, [join(here, 'bench', 'floor.mjs'), artifacts, 'all', '2']);
    const [one, global, parsing] = inTurn([review('one-api'), review('global-policy'), floor], apis >= 5000 ? 3 : runs);
    const peak = peakOf(
      [cli, 'review', '--repo', folder, '--base', 'base', '--head', 'global-policy', '--format', 'json', '--output', join(scratch, 'report.json')],
      [0, 1],
    );
    points.push({ apis, global });
    row(
      `${apis} APIs x ${operationsPerApi} operations`,
      seconds(one),
      seconds(global),
      seconds(parsing),
      (global / parsing).toFixed(2),
      peak.toFixed(0),
    );
    rmSync(folder, { recursive: true, force: true });
  }
  const [first, last] = [points[points.length - 2], points[points.length - 1]];
  const slope = Math.log(last.global / first.global) / Math.log(last.apis / first.apis);
  console.log(`\ngrowth from ${first.apis} to ${last.apis} APIs: log-log slope ${slope.toFixed(2)}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
