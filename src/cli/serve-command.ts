import type { Service } from '../apim/service.js';
import { ConfigError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';
import type { Settings } from '../config/defaults.js';
import { escapeTerminal, inertLogLine } from '../report/escape.js';
import { ServiceState } from '../effective/service-state.js';
import { refusedPaths } from '../repairs/refusals.js';
import { proxyTo, stubBackend, type Backend } from '../serve/backend.js';
import { servedJson, servedText } from '../serve/request-log.js';
import type { Served } from '../serve/served.js';
import { listen } from '../serve/server.js';
import { exit } from './exit.js';
import { openedOn, portOf, toldToEnd } from './listening.js';
import type { EvaluationCommandOptions } from './options.js';
import { LineWriter, say, Progress, terminalFor } from './output.js';
import { settingsFor } from './settings-of-run.js';
import { fileOf } from '../layouts/tree.js';
import { openNamedState, type StateOptions } from './service-state-options.js';
import { soleEnvironment, soleService } from './sole-service.js';

/** Options of `serve`. */
export interface ServeCommandOptions extends EvaluationCommandOptions, StateOptions {
  readonly port: string;
  readonly backend?: string;
  readonly product?: string;
}

/** `apim-cors serve`: answers until a signal to end (SIGINT, SIGTERM); returns the exit code. */
export async function serve(options: ServeCommandOptions): Promise<number> {
  const port = portOf(options.port);
  const backend = backendOf(options.backend);
  const environment = soleEnvironment('serve', options);
  const progress = new Progress();
  progress.tell('reading the policies');
  const { tree, where, close } = await openNamedState(options);
  let service: Service;
  let settings: Settings;
  try {
    settings = await settingsFor(options, fileOf(tree));
    service = await soleService(tree, settings, environment);
  } finally {
    progress.end();
    close();
  }
  const product = productOf(service, options.product ?? null);
  const { assume } = settings;
  const out = new LineWriter(options);
  const { paint } = terminalFor(options);
  const tell = (served: Served): void => {
    out.write(options.format === 'json' ? servedJson(served) : servedText(served, paint));
  };
  const bug = (error: unknown): void => {
    // Not thrown: one failed request must not end the others. The message may contain parts of that request.
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  const state = new ServiceState(service, assume);
  const gateway = await openedOn(port, listen({ state, subscriptions: { product }, assume, backend, port, tell, bug }));
  const asked = toldToEnd();
  process.stdout.write(options.format === 'json' ? `${JSON.stringify({ listening: gateway.url })}\n` : greeting(gateway.url, state, where, options));
  await asked;
  await gateway.close();
  return exit.done;
}

function greeting(url: string, state: ServiceState, where: string, { backend }: ServeCommandOptions): string {
  const { apis } = state.service;
  const refused = refusedPaths(state);
  const behind = backend === undefined ? 'a stub that says what it was asked (--backend URL for a real one)' : backend;
  const paths = [...new Set(apis.flatMap((api) => (api.path === null ? [] : [`/${api.path}`])))].sort();
  const shown = paths.slice(0, mostPaths).join('  ');
  const lines = [
    `${url} answers as API Management would with the policies of ${where}.`,
    `APIs: ${paths.length === 0 ? 'none has a path' : `${shown}${paths.length > mostPaths ? `  and ${paths.length - mostPaths} more` : ''}`}`,
    ...refused.slice(0, mostPaths).map((path) => `Not deployed: ${path} is refused at save. Requests that meet it get 501.`),
    ...(refused.length > mostPaths ? [`Not deployed: ${refused.length - mostPaths} more policies are refused at save.`] : []),
    `Behind it: ${behind}. Ctrl+C ends it.`,
  ];
  return `${lines.map((line) => inertLogLine(escapeTerminal(line))).join('\n')}\n\n`;
}

const mostPaths = 8;

function backendOf(text: string | undefined): Backend {
  if (text === undefined) return stubBackend;
  const wrong = new ConfigError(`--backend '${text}' is no address of a backend; write http://localhost:5000 or https://host/base`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong;
  }
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || !isPlain) throw wrong;
  return proxyTo(url);
}

function productOf(service: Service, id: string | null): string | null {
  const ids = service.products.map((product) => product.id);
  if (id === null || ids.includes(id)) return id;
  throw new ConfigError(`no product '${id}'${didYouMean(id, ids) || `; there are ${ids.length === 0 ? 'none' : ids.join(', ')}`}`);
}
