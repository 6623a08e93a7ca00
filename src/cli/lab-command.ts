import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../config/errors.js';
import { labFiles, labPointNames, labRequests, untellable } from '../probe/lab.js';
import { labPage } from '../report/lab-page.js';
import { labJson, labText, type LabReport } from '../report/lab-report.js';
import { probeJunit } from '../report/probe-report.js';
import { version } from '../version.js';
import { exit } from './exit.js';
import { terminalFor, write } from './output.js';
import { finish, gatewayOf, limitsOf, readState, reportOf, send, showPlan, type ProbeOptions } from './probing.js';
import { today } from './settings-of-run.js';

/** Options without a meaning for the lab: it has its own requests, and its APIs need no key. */
const without = ['repo', 'at', 'dir', 'api', 'origin', 'requests', 'key', 'environment'] as const;

/** `apim-cors probe --lab FOLDER`: writes the lab's service; with `--gateway` it measures a published one. Returns the exit code. */
export async function lab(options: ProbeOptions, folder: string): Promise<number> {
  const other = without.find((name) => options[name] !== undefined);
  if (other !== undefined) throw new ConfigError(`--lab has a service and requests of its own; leave --${other} out`);
  if (options.gateway === undefined) return writeLab(options, folder);
  const gateway = gatewayOf(options.gateway);
  const limits = limitsOf(options);
  const { state, settings } = await readState(options, { dir: folder });
  const requests = labRequests(state);
  if (options.dryRun === true)
    return showPlan(gateway, { requests: requests.slice(0, limits.most), leftOut: Math.max(0, requests.length - limits.most) }, options);
  const probed = await send(gateway, requests, [], limits);
  const report: LabReport = {
    ...reportOf(gateway, probed, settings),
    points: new Map(labPointNames.map((point) => [point, requests.flatMap(({ group, request }) => (group === point ? [request] : []))])),
    untellable,
    note: options.note ?? null,
    date: today(),
    version,
  };
  return finish(report, options, (format) =>
    format === 'json' ? labJson(report) : format === 'junit' ? probeJunit(report) : labText(report, terminalFor(options).paint),
  );
}

function writeLab(options: ProbeOptions, folder: string): number {
  if (options.format !== 'text') throw new ConfigError('--lab without --gateway writes a service, and says so as text');
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ConfigError(`'${folder}' is not empty; name a new folder, or a gateway to measure`);
  for (const [path, text] of Object.entries({ ...labFiles(), 'README.md': labPage })) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  write(`The lab is in ${folder}; README.md there says how to publish it. Then: apim-cors probe --lab ${folder} --gateway URL\n`, options);
  return exit.done;
}
