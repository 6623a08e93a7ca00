import { ConfigError } from '../config/errors.js';
import { isForbiddenMethod, isToken, type CredentialsMode, type RequestHeader } from '../cors/browser.js';
import { explanationJson, explanationMarkdown, explanationText } from '../report/explanation.js';
import { explain as explainRequest, type Destination, type Explanation } from '../review/explain.js';
import { exit } from './exit.js';
import type { EvaluationOptions } from './options.js';
import { terminalFor, write } from './output.js';
import { fileOf, settingsFor } from './settings.js';
import { openState, type StateOptions } from './state.js';

export interface ExplainOptions extends EvaluationOptions, StateOptions {
  readonly origin: string;
  readonly method: string;
  readonly header?: readonly string[];
  readonly credentials: CredentialsMode;
  readonly workspace?: string;
  readonly api?: string;
  readonly operation?: string;
  readonly url?: string;
  readonly product?: string;
  readonly key?: 'none' | 'header' | 'query';
}

const verdicts = { allowed: exit.done, blocked: exit.findings, unknown: exit.unknown } as const;

/** `apim-cors explain`: gives the exit code. */
export async function explain(options: ExplainOptions): Promise<number> {
  const destination = destinationOf(options);
  const request = {
    origin: originOf(options.origin),
    method: methodOf(options.method),
    headers: (options.header ?? []).map(headerOf),
    credentials: options.credentials,
  };
  const [environment = null, ...more] = options.environment ?? [];
  if (more.length > 0) throw new ConfigError('explain looks at one environment at a time: name one with --environment');
  const { tree, close } = await openState(options);
  try {
    const settings = await settingsFor(options, fileOf(tree));
    const asked = { request, destination, product: options.product ?? null, key: options.key ?? null };
    const explanation = await explainRequest(tree, asked, settings, environment);
    write(textOf(explanation, options), options);
    return verdicts[explanation.verdict];
  } finally {
    close();
  }
}

function textOf(explanation: Explanation, options: ExplainOptions): string {
  switch (options.format) {
    case 'json':
      return explanationJson(explanation);
    case 'markdown':
      return explanationMarkdown(explanation);
    default:
      return explanationText(explanation, terminalFor(options));
  }
}

function destinationOf({ workspace, api, operation, url }: ExplainOptions): Destination {
  if (url !== undefined) {
    if (api !== undefined || operation !== undefined || workspace !== undefined) {
      throw new ConfigError('say where the request goes either by --url or by --workspace, --api and --operation, not both');
    }
    return { kind: 'url', url };
  }
  if (api === undefined) throw new ConfigError("say where the request goes: --api orders --operation put-order, or --url '/orders/42?expand=lines'");
  return { kind: 'name', workspace: workspace ?? null, api, operation: operation ?? null };
}

/** An origin as browsers send it (RFC 6454, section 6.2): what is merely written differently is put right. */
function originOf(text: string): string {
  if (text === 'null') return text;
  const wrong = new ConfigError(`'${text}' is no origin; write scheme, host and port as in https://app.contoso.com:8443, or null`);
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/?#@\\]+\/?$/.test(text)) throw wrong;
  try {
    const { origin } = new URL(text);
    // Schemes that are not the web's (chrome-extension://id) have no serialisation of their own: they are sent as they are.
    return origin === 'null' ? text.replace(/\/$/, '') : origin;
  } catch {
    throw wrong;
  }
}

function methodOf(text: string): string {
  if (!isToken(text)) throw new ConfigError(`'${text}' is no method`);
  if (isForbiddenMethod(text))
    throw new ConfigError(`browsers refuse to send ${text.toUpperCase()}: a script that tries gets a TypeError, and nothing leaves the page`);
  return text;
}

function headerOf(text: string): RequestHeader {
  const colon = text.indexOf(':');
  const name = (colon === -1 ? text : text.slice(0, colon)).trim();
  if (!isToken(name)) throw new ConfigError(`'${text}' is no header; write NAME or NAME:VALUE`);
  return { name, value: colon === -1 ? null : text.slice(colon + 1).trim() };
}
