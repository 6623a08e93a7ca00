import { ConfigError, NotOfCors } from '../config/errors.js';
import type { ScriptRequest } from '../browser/judge.js';
import type { ReadMessage } from '../browser/read-console-message.js';
import { explanationsJson, explanationMarkdown, explanationText } from '../report/explanation-text.js';
import { notOfCorsText } from '../report/not-of-cors.js';
import { checkMode, readHeader, readMethod, readPage } from '../explain/asked-request.js';
import { withoutKeys } from '../explain/hidden-keys.js';
import { explainIn } from '../explain/explain-in.js';
import { type Explainer, type Destination, type Explanation, type ExplainRequest } from '../explain/explanation.js';
import type { Observation } from '../explain/observation.js';
import { environmentsNote } from '../report/sentences/environments.js';
import { exit } from './exit.js';
import { withExplainer, type ExplainCommandOptions } from './explainer.js';
import { terminalFor, write } from './output.js';

const exits = { allowed: exit.done, blocked: exit.findings, unknown: exit.unknown } as const;

/** `apim-cors explain`: returns the exit code. */
export async function runExplain(options: ExplainCommandOptions): Promise<number> {
  try {
    return await explainAsked(options);
  } catch (error) {
    if (!(error instanceof NotOfCors)) throw error;
    write(notOfCorsText(error.message, 'unknown', options.format), options);
    return exit.unknown;
  }
}

async function explainAsked(options: ExplainCommandOptions): Promise<number> {
  if (options.console !== undefined && options.har !== undefined) throw new ConfigError('give either --console or --har, not both');
  const [environment = null, ...more] = options.environment ?? [];
  if (more.length > 0) throw new ConfigError('explain looks at one environment at a time: name one with --environment');
  if (options.har !== undefined) return (await import('./explain-har.js')).explainHar(options.har, options, environment);
  const message = options.console === undefined ? null : (await import('./explain-console.js')).readMessage(options.console);
  if (message?.kind === 'other') {
    write(notOfCorsText(message.what, 'blocked', options.format), options);
    return exit.findings;
  }
  const asked = askedOf(options, message);
  const explanations = await explainIn(
    environment,
    (name, use) => withExplainer(options, name, use),
    (explainer) => explainFirst(explainer, asked, message),
    { keyOf: (explanation) => explanationsJson([explanation]), noteOf: environmentsNote },
  );
  write(textOf(explanations, options), options);
  const verdicts = new Set(explanations.map((one) => one.verdict));
  return exits[verdicts.has('blocked') ? 'blocked' : verdicts.has('unknown') ? 'unknown' : 'allowed'];
}

/** A message about a redirect does not say which of the two URLs is the gateway: the first one with an API is used. */
async function explainFirst(explainer: Explainer, asked: AskedOf, message: ReadMessage | null): Promise<readonly Explanation[]> {
  const start = message === null || asked.destination.kind !== 'url' || asked.destination.url !== message.url ? null : startOf(message);
  if (message === null || start === null) return explainEach(explainer, asked, message);
  const { url } = asked.destination as Extract<Destination, { kind: 'url' }>;
  const first: AskedOf = { ...asked, destination: { kind: 'url', url: start }, observation: observationOf(message, url), preflighted: false };
  try {
    return await explainEach(explainer, first, message);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return await explainEach(explainer, asked, message).catch(() => {
      throw error;
    });
  }
}

/** The URL of the script's request, if another host answered in the end. */
function startOf({ url, redirectedFrom }: ReadMessage): string | null {
  if (url === null || redirectedFrom === null || !URL.canParse(url) || !URL.canParse(redirectedFrom)) return null;
  return new URL(url).host === new URL(redirectedFrom).host ? null : redirectedFrom;
}

/** One explanation; without a method, one for each method of the target, restricted to those that fit the message if any does. */
async function explainEach(explainer: Explainer, asked: AskedOf, message: ReadMessage | null): Promise<readonly Explanation[]> {
  const methods = asked.method === null ? fittingTo(message, await explainer.methodsAt(asked.destination, asked.request)) : [asked.method];
  if (methods.length === 0)
    throw new ConfigError(`${message === null ? '' : 'the message does not say it; '}say which method the script uses: --method GET`);
  const all: Explanation[] = [];
  for (const method of methods) {
    const explanation = await explainer.explain({ ...asked, request: { ...asked.request, method } });
    const told = message === null ? explanation : heldAgainst(message, explanation);
    const beside = `The method is not said: ${methods.length === 1 ? `it is that of the one operation there, ${method}` : `this is the answer for ${method}`}.`;
    all.push(asked.method === null ? { ...told, notes: [...told.notes, beside] } : told);
  }
  const fitting = all.filter((one) => one.observed?.contradicted !== true);
  if (fitting.length < 2) return fitting.length > 0 ? fitting : all;
  // An upload listener that forces a preflight is less likely if another method needs one anyway.
  const usual: Explanation[] = [];
  for (const one of fitting) {
    const plain = await explainer.explain(
      { ...asked, observation: null, preflighted: false, request: { ...asked.request, method: one.request.method } },
      { repair: false },
    );
    if (plain.preflight.sent === one.preflight.sent) usual.push(one);
  }
  return usual.length > 0 ? usual : fitting;
}

/** Browsers never miss GET, HEAD and POST in a list of methods: a message about a missing one means another. */
function fittingTo(message: ReadMessage | null, methods: readonly string[]): readonly string[] {
  const others = methods.filter((method) => !['GET', 'HEAD', 'POST'].includes(method));
  return message?.code === 'MethodDisallowedByPreflightResponse' && others.length > 0 ? others : methods;
}

type AskedOf = Omit<ExplainRequest, 'request'> & { readonly request: Omit<ScriptRequest, 'method'>; readonly method: string | null };

/** The request from the options, completed by the message. */
function askedOf(options: ExplainCommandOptions, message: ReadMessage | null): AskedOf {
  const origin = options.origin ?? message?.origin ?? null;
  const method = options.method ?? message?.method ?? null;
  const from = message === null ? '' : 'the message does not say it; ';
  if (origin === null) throw new ConfigError(`${from}say where the page is from: --origin https://app.contoso.com`);
  const headers = (options.header ?? []).map(readHeader);
  const named = message?.header ?? null;
  if (named !== null && !headers.some((header) => header.name.toLowerCase() === named)) headers.push({ name: named, value: null });
  const elsewhere = options.url !== undefined || options.api !== undefined;
  const destination = !elsewhere && message !== null && message.url !== null ? ({ kind: 'url', url: message.url } as const) : destinationOf(options);
  const page = readPage(origin);
  const request = { origin: page.origin, headers, credentials: message?.credentials ?? options.credentials };
  if (options.mode !== undefined && method !== null) checkMode(options.mode, { ...request, method: readMethod(method) }, options.key ?? null);
  return {
    request,
    method: method === null ? null : readMethod(method),
    destination,
    product: options.product ?? null,
    key: options.key ?? null,
    initiator: message?.initiator ?? 'fetch',
    observation: message === null ? null : observationOf(message, null),
    preflighted: message?.preflighted === true,
    ...(options.mode === undefined ? {} : { mode: options.mode }),
    ...(page.given === null ? {} : { given: page.given }),
  };
}

/** `to`: the target of a redirect from the explained URL. */
function observationOf({ browser, code, status, value }: ReadMessage, to: string | null): Observation {
  if (to !== null) return { kind: 'passed', to, code };
  return { kind: 'message', code, exact: browser === 'chromium', status, value };
}

/** Notes about contradictions between the browser's message and the policies: other policies were deployed, or it was another request. */
function heldAgainst(message: ReadMessage, explanation: Explanation): Explanation {
  const { observed } = explanation;
  const fits = observed?.contradicted !== true;
  // Safari has one sentence for several reasons, so it names none.
  const code = message.code === null ? '' : ` (${message.code})`;
  const isNotFound = !fits && message.code === 'PreflightInvalidStatus' && message.status === 404;
  const notes = [
    ...(isNotFound
      ? [
          'A gateway that finds no <cors> for a URL answers its preflights with 404: these policies are not deployed there, or the URL leads to another API or version.',
        ]
      : []),
    ...(fits || (explanation.account !== undefined && explanation.account.code !== 'not-these')
      ? []
      : [
          explanation.account !== undefined
            ? `The browser's message${code} does not come from these policies, which allow the request: look whether they are the ones deployed, what stands in front of the gateway, and which headers the script sets (--header).`
            : `The browser's message is another one${code} than these policies lead to: look whether they are the ones deployed, and which headers the script sets (--header).`,
        ]),
    ...furtherNotes(message),
    ...(message.redirectedFrom === null ? [] : [`The request was redirected: a script asked for ${withoutKeys(message.redirectedFrom)}.`]),
  ];
  return { ...explanation, notes: [...explanation.notes, ...notes] };
}

/** The other requests in the text, by name. */
function furtherNotes({ others, further }: ReadMessage): readonly string[] {
  if (others === 0) return [];
  const named = further.map(({ url, origin }) => `${withoutKeys(url ?? 'a URL that it does not say')}${origin === null ? '' : ` from ${origin}`}`);
  const more = others > named.length ? `, and ${others - named.length} more` : '';
  const what = others === 1 ? 'one more blocked request, which is' : `${others} more blocked requests, which are`;
  return [`The text names ${what} not explained here: ${named.join(', ')}${more}. Paste each message by itself.`];
}

function textOf(explanations: readonly Explanation[], options: ExplainCommandOptions): string {
  switch (options.format) {
    case 'json':
      return explanationsJson(explanations);
    case 'markdown':
      return explanations.map(explanationMarkdown).join('\n');
    default:
      return explanations.map((one) => explanationText(one, terminalFor(options).paint, terminalFor(options).width)).join('\n');
  }
}

function destinationOf({ workspace, api, operation, url }: ExplainCommandOptions): Destination {
  if (url !== undefined) {
    if (api !== undefined || operation !== undefined || workspace !== undefined) {
      throw new ConfigError('say where the request goes either by --url or by --workspace, --api and --operation, not both');
    }
    return { kind: 'url', url };
  }
  if (api === undefined) throw new ConfigError("say where the request goes: --api orders --operation put-order, or --url '/orders/42?expand=lines'");
  return { kind: 'name', workspace: workspace ?? null, api, operation: operation ?? null };
}
