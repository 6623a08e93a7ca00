import { readingText } from '../report/sentences/readings.js';
import { escapeTerminal, inertLogLine, jsonText, shownLine } from '../report/escape.js';
import { shellWord } from '../text/shell-word.js';
import { statusText } from './backend.js';
import { notKnownText, reportedTrace, saysAll, traceText } from '../report/trace-sentences.js';
import type { ReplyOutcome, PossibleAnswer } from './reply.js';
import type { Served } from './served.js';
import type { Paint } from '../report/paint.js';

/** The body of a 501, and its part of the trace: the open points, each outcome, and what settles it. */
export function outcomesText(outcomes: readonly ReplyOutcome[]): string {
  const depends = outcomes.some(({ when }) => when.length > 0) ? ' It depends on:' : '';
  return [`What API Management answers here is not known.${depends}`, ...outcomes.flatMap(outcomeLines).map(shownLine), ''].join('\n');
}

function outcomeLines({ when, answer }: ReplyOutcome): readonly string[] {
  if (when.length === 0) return [`  - ${answerText(answer)}`];
  const flags = when.map(({ question, value }) => `--assume ${shellWord(`${question}=${value}`)}`);
  return [`  - if ${saysAll(when)}: ${answerText(answer)}`, `      ${flags.join(' ')}`];
}

function answerText(answer: PossibleAnswer): string {
  switch (answer.kind) {
    case 'too-much':
      return 'not known: more is open here than can be worked through';
    case 'not-known':
      return `not known: ${notKnownText(answer.why)}`;
    case 'answer': {
      const { status, headers } = answer;
      const what =
        status === 'backend' ? 'what the backend answers' : status === 'unknown' ? 'what a policy answers, which is not worked out' : String(status);
      return `${what}, ${headers.length === 0 ? 'without CORS headers' : `with ${headers.map(([name, value]) => `${name}: ${value}`).join('; ')}`}`;
    }
  }
}

/** One request for a terminal, with a final empty line. */
export function servedText(served: Served, paint: Paint): string {
  const { method, target, api, operation, product, status, decidedBy, headers, trace, outcomes, refused } = served;
  const lines: string[] = [];
  if (refused !== null) lines.push(`  ${refused}`);
  const reached = [api, operation].flatMap((name) => (name === null ? [] : [name])).join(' / ');
  const without = served.isUnmatched ? ', which has no operation for that method and path' : '';
  if (reached !== '') lines.push(`  reaches ${reached}${product === null ? '' : `, with a key of product ${product}`}${without}`);
  else if (refused === null) lines.push('  no API has this path');
  for (const entry of trace) {
    const { path, line, scope } = entry;
    lines.push(`  ${path === '' ? '' : `${path}:${line} `}(${scope}): ${traceText(entry)}`);
  }
  const others = outcomes.some((one) => one.leaning) ? outcomes.filter((one) => !one.leaning) : [];
  if (others.length > 0) lines.push('  other readings:', ...others.flatMap(outcomeLines).map((line) => `  ${line}`));
  else if (outcomes.length > 0)
    lines.push(
      ...outcomesText(outcomes)
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
    );
  const by = decidedBy === null ? '' : `, decided by ${decidedBy.path}:${decidedBy.line}`;
  lines.push(`  -> ${statusText(status)}${served.backendCalled ? ' from the backend' : ''}${by}`);
  for (const [name, value] of headers) lines.push(`     ${name}: ${value}`);
  const [first, ...rest] = [`${method} ${target}${asking(served)}`, ...lines].map((line) =>
    inertLogLine(escapeTerminal(line.replace(/[\r\n\t]+/g, ' '))),
  );
  return `${[paint('bold', first ?? ''), ...rest].join('\n')}\n\n`;
}

function asking({ phase }: Served): string {
  switch (phase.kind) {
    case 'preflight':
      return `, the preflight of ${phase.method}${phase.headers.length === 0 ? '' : ` with ${phase.headers.join(', ')}`} from ${phase.origin}`;
    case 'cross-origin':
      return `, from ${phase.origin}`;
    case 'plain':
      return '';
  }
}

/** One request as one line of JSON. */
export function servedJson({ phase, outcomes, headers, trace, ...served }: Served): string {
  const hangsOn = outcomes.map(({ when, answer, leaning }) => ({
    when: when.map(readingText),
    assume: when.map(({ question, value }) => `${question}=${value}`),
    answer: answerText(answer),
    leaning,
  }));
  return `${jsonText({ ...served, trace: reportedTrace(trace), request: phase, headers: Object.fromEntries(headers), outcomes: hangsOn })}\n`;
}
