import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { callerOf } from '../calls/call-gateway.js';
import { assumeLines, withAssumeBlock } from '../config/assume-block.js';
import type { Settings } from '../config/defaults.js';
import { ConfigError, InputError } from '../config/errors.js';
import { ServiceState } from '../effective/service-state.js';
import type { ProbePlan } from '../probe/probe-plan.js';
import { runProbe, type PacedRequest, type Probed } from '../probe/run-probe.js';
import { isWritable, settledByName } from '../probe/written-points.js';
import { shownLine } from '../report/escape.js';
import { planJson, planText, probeConclusion, requestText, type ProbeReport } from '../report/probe-report.js';
import { isLoopbackHost } from '../serve/server.js';
import { linkOnTheWay } from '../sources/links.js';
import { exit } from './exit.js';
import type { Key } from './key-options.js';
import type { EvaluationCommandOptions } from './options.js';
import { Progress, say, write } from './output.js';
import { openNamedState, type StateOptions } from './service-state-options.js';
import { settingsFor } from './settings-of-run.js';
import { fileOf } from '../layouts/tree.js';
import { soleEnvironment, soleService } from './sole-service.js';

/** Options of `apim-cors probe`, as typed. */
export interface ProbeOptions extends EvaluationCommandOptions, StateOptions {
  readonly gateway?: string;
  readonly api?: readonly string[];
  readonly origin?: readonly string[];
  readonly requests?: boolean;
  readonly key?: readonly string[];
  readonly max: string;
  readonly rate: string;
  readonly dryRun?: boolean;
  readonly writeAssume?: string;
  readonly lab?: string;
  readonly note?: string;
}

/** Milliseconds that a request may take. */
const patience = 10_000;
const exits = { pass: exit.done, fail: exit.findings, 'no-answer': exit.unreadable } as const;

/** The requested service, with every reading open: answers are compared with all of them. */
export async function readState(
  options: EvaluationCommandOptions,
  where: StateOptions,
): Promise<{ readonly state: ServiceState; readonly settings: Settings }> {
  const environment = soleEnvironment('probe', options);
  const { tree, close } = await openNamedState(where);
  try {
    const settings = await settingsFor(options, fileOf(tree));
    return { state: new ServiceState(await soleService(tree, settings, environment), new Map()), settings };
  } finally {
    close();
  }
}

/** Sends the requests, with progress on a terminal. */
export async function send(
  gateway: URL,
  requests: readonly PacedRequest[],
  keys: readonly Key[],
  { most, spacing }: { readonly most: number; readonly spacing: number },
): Promise<Probed> {
  const progress = new Progress();
  const call = callerOf({ url: gateway, keys, patience });
  let begun = 0;
  try {
    return await runProbe(requests, {
      send: async (request) => {
        begun += 1;
        progress.tell(`request ${begun} to ${gateway.host}`);
        const sent = await call(request);
        // Nothing was learned, and the next request would end the same way.
        if (begun === 1 && 'none' in sent && sent.none.code === 'untrusted') throw notTrusted(gateway, sent.none.says);
        return sent;
      },
      spacing,
      most,
      now: () => performance.now(),
      wait: (milliseconds) => pause(milliseconds),
    });
  } finally {
    progress.end();
  }
}

function notTrusted(gateway: URL, says: string): InputError {
  return new InputError(
    `--gateway ${gateway.host}: its certificate is not trusted (${shownLine(says)}); name the authority's certificate in NODE_EXTRA_CA_CERTS if it is your own`,
  );
}

/** The content of a probe's report. */
export function reportOf(gateway: URL, probed: Probed, { assume }: Settings): ProbeReport {
  const settled = [...settledByName(probed.settlement.settled())].filter(([point]) => isWritable(point));
  const comments = settled.map(([point, { shownBy }]) => [point, shownLine(shownByText(shownBy.map(requestText)))] as const);
  return {
    ...probed,
    gateway: gateway.href.replace(/\/$/, ''),
    assume,
    block: assumeLines(new Map(settled.map(([point, { reading }]) => [point, reading.value])), new Map(comments)),
  };
}

function shownByText([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** Writes the report, and the settled points if requested; returns the exit code. */
export function finish(report: ProbeReport, options: ProbeOptions, textIn: (format: string) => string): number {
  write(textIn(options.format), options);
  if (options.writeAssume !== undefined) writeAssume(report, options.writeAssume);
  return exits[probeConclusion(report)];
}

function writeAssume({ settlement }: ProbeReport, file: string): void {
  const settled = [...settledByName(settlement.settled())].flatMap(([point, { reading }]) =>
    isWritable(point) ? [[point, reading.value] as const] : [],
  );
  if (settled.length === 0) {
    say(`apim-cors: these answers settle nothing, so ${file} stays as it is`);
    return;
  }
  const wrong = (error: unknown): ConfigError =>
    new ConfigError(`--write-assume ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  let text: string | null;
  try {
    text = existsSync(file) ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file)) : null;
  } catch (error) {
    throw wrong(error);
  }
  const changed = withAssumeBlock(text, file, new Map(settled));
  try {
    const link = linkOnTheWay('.', file);
    if (link !== null) throw new Error(`'${link}' is a symbolic link below this folder, which is not followed`);
    writeFileSync(file, changed);
  } catch (error) {
    throw wrong(error);
  }
}

/** Prints the plan, without opening a connection. */
export function showPlan(gateway: URL, plan: ProbePlan, options: ProbeOptions): number {
  const address = gateway.href.replace(/\/$/, '');
  if (options.format === 'junit') throw new ConfigError('--dry-run is written as text or JSON: nothing is tested');
  write(options.format === 'json' ? planJson(address, plan) : planText(address, plan), options);
  return exit.done;
}

/** The gateway's address. Throws `ConfigError`. */
export function gatewayOf(text: string | undefined): URL {
  if (text === undefined) throw new ConfigError('probe needs the address of a gateway: --gateway https://contoso.azure-api.net');
  const wrong = (why: string): ConfigError => new ConfigError(`--gateway ${why}; write https://contoso.azure-api.net`);
  if (!URL.canParse(text)) throw wrong('is no address');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw wrong('takes no user name and no password');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong('is no address of a gateway');
  if (url.search !== '' || url.hash !== '') throw wrong('takes no query and no fragment');
  if (url.protocol === 'http:' && !isLoopbackHost(url.host) && url.hostname !== '[::1]') throw wrong('may be http for this machine only');
  return url;
}

/** `--max` and `--rate`. Throws `ConfigError`. */
export function limitsOf({ max, rate }: ProbeOptions): { readonly most: number; readonly spacing: number } {
  const most = /^\d{1,5}$/.test(max) ? Number(max) : 0;
  if (most < 1) throw new ConfigError(`--max '${max}' is no number of requests; write 1 to 99999`);
  const perSecond = /^\d{1,4}(?:\.\d{1,3})?$/.test(rate) ? Number(rate) : 0;
  if (perSecond <= 0) throw new ConfigError(`--rate '${rate}' is no number of requests a second; write 5, or 0.5`);
  return { most, spacing: 1000 / perSecond };
}
