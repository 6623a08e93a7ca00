import type { ExplainedCapture, ExplainedRequest } from '../explain/explained-capture.js';
import { withoutKeys } from '../explain/hidden-keys.js';
import { escapeMarkdown, escapeTerminal, inertLogLine, jsonText } from './escape.js';
import { explanationMarkdown, explanationReport, explanationText } from './explanation-text.js';
import { observedLines } from './observed-lines.js';
import type { Paint } from './paint.js';

/** `explain --har --format json`: the explanations of a capture, with a final newline. */
export function captureJson({ requests, ignored }: ExplainedCapture): string {
  const report = {
    schemaVersion: 2,
    requests: requests.map(({ captured, entries, explanation, skipped, seen }) => ({
      entries,
      origin: captured.origin,
      method: captured.method,
      url: withoutKeys(captured.url),
      seen,
      skipped,
      explanation: explanation === null ? null : explanationReport(explanation),
    })),
    ignored,
  };
  return `${jsonText(report, 2)}\n`;
}

/** For a terminal: allowed requests in one line each, others as in `explain`, counts last. */
export function captureText(explained: ExplainedCapture, paint: Paint): string {
  const blocks = explained.requests.map((request) => {
    const heading = paint('bold', inertLogLine(escapeTerminal(headingOf(request))));
    const beside = besideOf(request).map((line) => `  ${inertLogLine(escapeTerminal(line))}`);
    const { explanation } = request;
    if (explanation === null || explanation.verdict === 'allowed') return [heading, ...beside].join('\n');
    const story = explanationText(explanation, paint).trimEnd();
    return [heading, ...beside, ...story.split('\n').map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
  });
  return `${[...blocks, inertLogLine(sumOf(explained))].join('\n\n')}\n`;
}

/** An explained capture as Markdown, one section per request. */
export function captureMarkdown(explained: ExplainedCapture): string {
  const blocks = explained.requests.map((request) => {
    const { explanation } = request;
    const beside = besideOf(request).map((line) => `- ${escapeMarkdown(line)}`);
    const story = explanation === null || explanation.verdict === 'allowed' ? [] : [explanationMarkdown(explanation).trimEnd()];
    return [`## ${escapeMarkdown(headingOf(request))}`, ...(beside.length === 0 ? [] : [beside.join('\n')]), ...story].join('\n\n');
  });
  return `${[...blocks, escapeMarkdown(sumOf(explained))].join('\n\n')}\n`;
}

function headingOf({ captured, entries, explanation, skipped }: ExplainedRequest): string {
  const verdict = explanation === null ? 'not explained' : explanation.verdict === 'unknown' ? 'not known' : explanation.verdict;
  const times = entries.length === 1 ? `entry ${captured.entry}` : `entry ${captured.entry} and ${entries.length - 1} more alike`;
  const from = captured.origin === null ? '' : ` from ${captured.origin}`;
  return `${captured.method} ${withoutKeys(captured.url)}${from} (${times}): ${verdict}${skipped === null ? '' : `, ${skipped}`}`;
}

/** Sources of answers that are not compared with the policies. */
const sources = {
  cache:
    'The answer in the capture is one from the browser’s cache, perhaps from before, or asked for without CORS: it says nothing of the policies. Capture again with the cache switched off.',
  'service-worker':
    'The answer in the capture came out of a service worker of the page: what the gateway said stands in the worker’s own request, if that was captured.',
  'not-modified': 'The answer in the capture is a 304, which the browser puts together with what it has stored: it is not held against the policies.',
} as const;

/** Where the capture and the policies disagree, and further information about the entry. */
function besideOf({ captured, explanation, seen }: ExplainedRequest): readonly string[] {
  const lines = [...captured.notes, ...(captured.source === 'network' ? [] : [sources[captured.source]])];
  const isLeft = explanation?.account === undefined ? explanation?.verdict !== 'unknown' : explanation.account.code === 'not-these';
  if (seen !== null && explanation !== null && isLeft) {
    const differs = seen.allowed !== (explanation.verdict === 'allowed') || (!seen.allowed && seen.code !== explanation.reason?.code);
    if (differs) {
      const what = seen.allowed ? 'let the page have the answer' : `blocked it (${seen.code ?? ''})`;
      const { status = 200 } = captured.actual ?? {};
      const error = status < 500 ? '' : `the answer is a ${status}, an error of the backend or of the gateway itself; if it is none, `;
      lines.push(
        `In the capture the browser ${what}: ${error}other policies than these are deployed, or something else answers in front of the gateway.`,
      );
    } else if (explanation.observed?.contradicted === true) {
      lines.push(
        'No reading of these policies gives the answers in the capture: others are deployed, or something else answers in front of the gateway.',
      );
    }
  }
  // Blocked requests are reported completely, including this.
  if (explanation?.verdict === 'allowed') lines.push(...observedLines(explanation));
  return lines;
}

function sumOf({ requests, ignored }: ExplainedCapture): string {
  const count = (verdict: string): number => requests.filter((one) => (one.explanation?.verdict ?? 'skipped') === verdict).length;
  const parts = [`${count('allowed')} allowed`, `${count('blocked')} blocked`, `${count('unknown')} not known`, `${count('skipped')} not explained`];
  const left = ignored.sameOrigin + ignored.withoutCors + ignored.otherSchemes;
  if (requests.length === 0)
    return `No cross-origin request of a script is in this capture.${left === 0 ? '' : ` ${left} other entries have nothing to do with CORS.`}`;
  return `${requests.length} ${requests.length === 1 ? 'kind of cross-origin request' : 'kinds of cross-origin requests'}: ${parts.join(', ')}.${left === 0 ? '' : ` ${left} other entries have nothing to do with CORS.`}`;
}
