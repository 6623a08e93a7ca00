import { readFileSync } from 'node:fs';
import { ConfigError, InputError } from '../config/errors.js';
import { captureJson, captureMarkdown, captureText } from '../report/capture.js';
import type { Explainer, ExplainRequest } from '../explain/explanation.js';
import { explainCapture, type ExplainedCapture } from '../explain/explained-capture.js';
import { readHar } from '../explain/har.js';
import { exit } from './exit.js';
import { withExplainer, type ExplainCommandOptions } from './explainer.js';
import { terminalFor, write } from './output.js';

/** `apim-cors explain --har`: explains every cross-origin request of a capture; returns the worst exit code. */
export async function explainHar(file: string, options: ExplainCommandOptions, environment: string | null): Promise<number> {
  for (const name of ['origin', 'method', 'header', 'url', 'workspace', 'api', 'operation', 'mode'] as const) {
    if (options[name] !== undefined) throw new ConfigError(`--har says what was requested; leave --${name} out`);
  }
  const capture = readHar(readCapture(file), file);
  const asked: Pick<ExplainRequest, 'product' | 'key'> = { product: options.product ?? null, key: options.key ?? null };
  const explained = await withExplainer(options, environment, (explainer: Explainer) =>
    explainCapture(explainer, capture, asked, options.credentials),
  );
  write(textOf(explained, options), options);
  const verdicts = new Set(explained.requests.flatMap((one) => (one.explanation === null ? [] : [one.explanation.verdict])));
  // Without an explanation nothing is known to be allowed.
  return verdicts.has('blocked') ? exit.findings : verdicts.has('allowed') && !verdicts.has('unknown') ? exit.done : exit.unknown;
}

function readCapture(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`--har ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function textOf(explained: ExplainedCapture, options: ExplainCommandOptions): string {
  switch (options.format) {
    case 'json':
      return captureJson(explained);
    case 'markdown':
      return captureMarkdown(explained);
    default:
      return captureText(explained, terminalFor(options).paint);
  }
}
