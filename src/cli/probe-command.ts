import { ConfigError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';
import { readOrigin } from '../explain/asked-request.js';
import type { ServiceState } from '../effective/service-state.js';
import { planProbe } from '../probe/probe-plan.js';
import { probeJson, probeJunit, probeText } from '../report/probe-report.js';
import { readKey } from './key-options.js';
import { terminalFor } from './output.js';
import { finish, gatewayOf, limitsOf, readState, reportOf, send, showPlan, type ProbeOptions } from './probing.js';

/** `apim-cors probe`: returns the exit code. */
export async function probe(options: ProbeOptions): Promise<number> {
  if (options.lab !== undefined) return (await import('./lab-command.js')).lab(options, options.lab);
  if (options.note !== undefined) throw new ConfigError('--note goes with --lab');
  const gateway = gatewayOf(options.gateway);
  const limits = limitsOf(options);
  const isSent = options.dryRun !== true;
  const keys = (options.key ?? []).map((text) => readKey(text, process.env, isSent));
  const origins = (options.origin ?? []).map(readOrigin);
  const { state, settings } = await readState(options, options);
  const plan = planProbe(state, {
    apis: apisOf(state, options.api),
    origins,
    requests: options.requests === true,
    keys: new Set(keys.map(({ header }) => header.toLowerCase())),
    most: limits.most,
  });
  if (!isSent) return showPlan(gateway, plan, options);
  const probed = await send(gateway, plan.requests, keys, limits);
  const report = reportOf(gateway, { ...probed, leftOut: probed.leftOut + plan.leftOut }, settings);
  return finish(report, options, (format) =>
    format === 'json' ? probeJson(report) : format === 'junit' ? probeJunit(report) : probeText(report, terminalFor(options).paint),
  );
}

function apisOf({ service }: ServiceState, names: readonly string[] | undefined): ReadonlySet<string> | null {
  if (names === undefined) return null;
  const ids = service.apis.map(({ id }) => id);
  for (const name of names) if (!ids.includes(name)) throw new ConfigError(`--api: there is no API '${name}'${didYouMean(name, ids)}`);
  return new Set(names);
}
