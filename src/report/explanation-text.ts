import type { PreflightCause } from '../browser/fetch-request.js';
import type { BlockedCode } from '../browser/judge.js';
import { codeMeanings } from '../browser/console-message.js';
import type { HeaderValue } from '../cors/answer.js';
import { assumptionsOf } from './assumption-lines.js';
import { observedLines } from './observed-lines.js';
import type { TraceEntry } from '../cors/trace.js';
import type { Exchange, ExplainedOutcome, Explanation, NotSaved } from '../explain/explanation.js';
import { adviceJson, adviceParts, firstInPage, reasonOf, type ExplanationPart, verdictWithoutCorsText } from './advice-parts.js';
import { escapeMarkdown, escapeTerminal, inertLogLine, jsonText, markdownCode, markdownFence, markdownLinkTarget } from './escape.js';
import { reportedRepair, reportedSuggestion } from './json.js';
import { wholePhrase } from './phrase.js';
import { worthKeeping } from '../explain/observed.js';
import type { ExplanationReport, ReportedOutcome } from './published.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { certaintyWords } from './vocabulary.js';
import { notKnownText, reportedTrace, saysAll } from './trace-sentences.js';
import { codeLine } from './patch.js';
import { withComputedNamed } from './computed-names.js';
import type { Paint } from './paint.js';
import { wrapped } from './text-writer.js';

/** `explain --format json`, version 2, with a final newline; several explanations become a list. */
export function explanationsJson(explanations: readonly Explanation[]): string {
  const [only, ...more] = explanations.map(explanationReport);
  const report = more.length === 0 && only !== undefined ? only : { schemaVersion: 2, explanations: [only, ...more] };
  return `${jsonText(report, 2)}\n`;
}

/** The published value. */
export function explanationReport(explanation: Explanation): ExplanationReport {
  const { request, target, preflight, actual, verdict, certainty, outcomes, observed, trace, suggestion, repairs } = explanation;
  const exchange = ({ sent, status, headers, decidedBy }: Exchange) => ({ sent, status, headers, decidedBy });
  return {
    schemaVersion: 2,
    request: { origin: request.origin, method: request.method, headers: headerNames(explanation), credentials: request.credentials },
    target,
    preflight: exchange(preflight),
    actual: { sent: actual.sent, status: actual.status, backendCalled: actual.backendCalled, headers: actual.headers, decidedBy: actual.decidedBy },
    verdict,
    reason: reasonOf(explanation),
    certainty,
    outcomes: outcomes.map(reportedOutcome),
    observed: worthKeeping(observed).length === 0 ? null : { assume: assumptionsOf(worthKeeping(observed)) },
    repairs: repairs.map(reportedRepair),
    trace: reportedTrace(trace),
    ...adviceJson(explanation),
    ...(explanation.environments === undefined ? {} : { environments: explanation.environments }),
    ...(suggestion === null ? {} : { suggestion: reportedSuggestion(suggestion) }),
  };
}

function reportedOutcome(outcome: ExplainedOutcome): ReportedOutcome {
  const { when, verdict, status, backendCalled, leaning } = outcome;
  const readings = when.code === 'readings' ? assumptionsOf(when.readings) : {};
  return { when: whenText(outcome), readings, verdict, status, backendCalled, leaning };
}

/** An outcome as one line: "allowed if terminate-unmatched-request defaults to false". `detailed`: if the verdict alone does not distinguish it. */
function outcomeLine(outcome: ExplainedOutcome, detailed: boolean): string {
  const { verdict, status, backendCalled } = outcome;
  const answer = status === 'backend' ? 'what the backend answers' : status === 'unknown' ? 'status not known' : String(status);
  const called = backendCalled === 'unknown' ? '' : backendCalled ? ', the backend is called' : ', the backend is not called';
  const when = whenText(outcome);
  return `${verdict}${detailed ? ` (${answer}${called})` : ''}${when === '' ? '' : ` if ${when}`}`;
}

function whenText({ when }: ExplainedOutcome): string {
  if (when.code === 'readings') return saysAll(when.readings);
  return when.code === 'too-much' ? 'more is open here than can be worked through' : notKnownText(when);
}

function headerNames({ request, sent }: Explanation): readonly string[] {
  const names = new Set(request.headers.map((header) => header.name.toLowerCase()));
  return [...names].filter((name) => !sent.droppedHeaders.includes(name)).sort();
}

/** The parts of an explanation below its verdict. */
function parts(explanation: Explanation): readonly ExplanationPart[] {
  const { notes, suggestion } = explanation;
  const advice = adviceParts(explanation);
  // An own policy for the API is offered if every other change affects more than this API.
  const list: ExplanationPart[] = [...advice.first, ...explanationSteps(explanation), ...advice.own];
  if (suggestion !== null) {
    const patch = suggestion.patch.split('\n').filter((line) => line !== '');
    list.push({
      title: advice.own.length === 0 ? 'What would allow it' : 'What would allow it too, for more than this API',
      lines: [`${wholePhrase(titlePhrase(suggestion.title))}. ${wholePhrase(effectPhrase(suggestion.effect))}`],
      code: patch,
    });
    const others = explanation.repairs.filter((one) => one !== suggestion).slice(0, 3);
    if (others.length > 0)
      list.push({
        title: 'Or',
        lines: others.map((one) => `${wholePhrase(titlePhrase(one.title))}. ${wholePhrase(effectPhrase(one.effect))}`),
      });
  }
  list.push(...advice.last);
  if (notes.length > 0) list.push({ title: 'Notes', lines: notes });
  return list;
}

/** The steps from the page to the console. Plain text, not escaped. */
export function explanationSteps(explanation: Explanation): readonly ExplanationPart[] {
  const { request, sent, preflight, actual, trace, reason } = explanation;
  const names = headerNames(explanation);
  const bare =
    explanation.verdict === 'blocked' && reason?.code.endsWith('MissingAllowOriginHeader') === true
      ? 'no CORS headers'
      : 'no CORS headers that are certain';
  const asked = [
    `${request.origin} sends ${request.method} ${explanation.url}`,
    `${names.length === 0 ? 'no headers of its own' : `headers ${names.join(', ')}`}; credentials: ${request.credentials}`,
  ];
  const list: ExplanationPart[] = [
    { title: 'The page', lines: asked },
    {
      title: '1. Preflight',
      lines: preflight.sent
        ? [...sent.preflightBecause.map((cause) => `sent: ${causeText(cause)}`), ...traceLines(trace, 'preflight'), ...exchangeLines(preflight, bare)]
        : [explanation.mode === 'cors' ? 'none: the method and the headers are ones any page may send' : 'none: it is no request of CORS'],
    },
    {
      title: '2. Request',
      lines: actual.sent
        ? [
            ...requestSteps(trace),
            ...exchangeLines(actual, explanation.mode === 'cors' ? bare : null),
            `backend: ${actual.backendCalled === 'unknown' ? 'not known whether it is called' : actual.backendCalled ? 'called' : 'not called'}`,
          ]
        : [preflight.sent ? 'not sent: the preflight failed' : 'not sent: fetch throws'],
    },
  ];
  const around = traceLines(trace, null);
  if (around.length > 0) list.push({ title: 'The policies', lines: around });
  list.push(...outcomesPart(explanation));
  const settled = observedLines(explanation);
  if (settled.length > 0) list.push({ title: 'What was seen leaves one reading', lines: settled });
  if (reason !== null)
    list.push({
      title: explanation.verdict === 'unknown' ? 'If blocked, the console says' : 'The console says',
      lines: [`Chromium: ${reason.chromium}`, `Firefox: ${reason.firefox}`],
      isQuoted: true,
    });
  return list;
}

/** What the verdict depends on, or the outcomes of other readings. */
function outcomesPart(explanation: Explanation): readonly ExplanationPart[] {
  const { verdict, outcomes, trace } = explanation;
  // A policy that is not deployed is mentioned with the verdict.
  if (outcomes.length === 0 || notSaved(explanation) !== null) return [];
  const detailed = new Set(outcomes.map((one) => one.verdict)).size < outcomes.length && outcomes.length > 1;
  // If several outcomes follow the leanings, none stands out.
  const told = outcomes.filter((one) => !one.leaning);
  // The effect of an element is said once for all outcomes.
  const said = new Set(
    phases.flatMap((phase) =>
      traceLines(
        trace.map((entry) => ({ ...entry, when: [] })),
        phase,
        true,
      ),
    ),
  );
  const lines = told.flatMap((one) => {
    const steps = phases.flatMap((phase) => traceLines(one.trace, phase, true)).filter((line) => !said.has(line));
    for (const step of steps) said.add(step);
    return [outcomeLine(one, detailed), ...steps.map((step) => `  ${step}`)];
  });
  return [{ title: verdict === 'unknown' ? 'It depends on' : 'Other readings', lines }];
}

const phases = ['preflight', 'request', null] as const;

/** The effect of each element, in the gateway's order. `isNamed`: each line names its phase. */
function traceLines(trace: readonly TraceEntry[], phase: (typeof phases)[number], isNamed = false): readonly string[] {
  return reportedTrace(trace).flatMap(({ path, line, scope, text }, index) => {
    if (trace[index]?.phase !== phase) return [];
    const says = phase === null || isNamed ? text : text.slice(phase.length + 2);
    return [`${path === '' ? '' : `${path}:${line} `}(${scope}): ${says}`];
  });
}

/** The effect of each element on the actual request; shortened if it equals that on the preflight. */
function requestSteps(trace: readonly TraceEntry[]): readonly string[] {
  const [before, own] = [traceLines(trace, 'preflight'), traceLines(trace, 'request')];
  return own.length > 0 && own.join('\n') === before.join('\n') ? ['each <cors> does with it what it does with the preflight'] : own;
}

function causeText(cause: PreflightCause): string {
  if (cause.kind === 'seen')
    return 'the message speaks of one: a header that is not named here, a listener on xhr.upload or a stream for a body needs it';
  return cause.kind === 'method' ? `the method ${cause.method} always needs one` : `the header ${cause.name} needs one`;
}

/** `bare`: the text if there are no CORS headers; null: they do not matter. */
function exchangeLines({ status, headers, decidedBy }: Exchange, bare: string | null): readonly string[] {
  const answer = status === 'backend' ? 'what the backend answers' : status === 'unknown' ? 'status not known' : String(status);
  const lines = [`answer: ${answer}${decidedBy === null ? '' : `, decided by ${decidedBy.path}:${decidedBy.line}`}`];
  if (bare === null) return lines;
  const names = Object.entries(headers);
  if (names.length === 0) lines.push(bare);
  for (const [name, value] of names) lines.push(`${name}: ${headerText(value)}`);
  return lines;
}

function headerText(value: HeaderValue): string {
  return typeof value === 'string' ? value : `${value.oneOf.map((one) => (one === '' ? 'none' : one)).join('   or   ')}   (not documented which)`;
}

/** The verdict as a sentence or two, with its certainty. Plain text. */
export function verdictLine(explanation: Explanation): string {
  const { verdict, reason, certainty, mode } = explanation;
  const unsaved = notSaved(explanation);
  if (unsaved !== null) return `Not known: ${notKnownText(unsaved)}.`;
  const sure = verdict === 'unknown' ? null : certaintyWords(certainty);
  const { account } = explanation;
  if (account?.code === 'not-these') return 'Not known: these policies allow the request, and the browser blocked it.';
  if (account?.code === 'redirected') return `Blocked after a redirect: the gateway let the page in, and what it was redirected to did not.`;
  if (account === undefined && explanation.observed?.contradicted === true && verdict === 'blocked' && reason !== null && isOfAnswers(reason.code))
    return `Blocked, and not as these policies say: by them ${blockedWords(reason.code, explanation)}.`;
  const sentence =
    mode !== 'cors'
      ? verdictWithoutCorsText(explanation)
      : verdict === 'allowed'
        ? allowedWords(explanation)
        : verdict === 'blocked'
          ? `Blocked: ${reason === null ? 'nothing is granted' : blockedWords(reason.code, explanation)}.`
          : 'Not known: it depends on what is listed below.';
  return sure === null ? sentence : `${sentence} ${sure}`;
}

/** The page can read the answer; but a refusal is not the answer it asked for. */
function allowedWords({ actual: { status, backendCalled }, trace }: Explanation): string {
  const refuser = trace.find(({ phase, event }) => phase === 'request' && event.code === 'ends-request')?.event;
  if (backendCalled !== false || refuser?.code !== 'ends-request' || (typeof status === 'number' && status < 400)) {
    return 'Allowed: the page can read the answer.';
  }
  const what = typeof status === 'number' ? `the ${status}` : 'the refusal';
  return `Allowed to read the answer, which is ${what} of <${refuser.policy}>: the backend is not called.`;
}

/** Whether policies matter: not if the browser refuses by itself. */
function isOfAnswers(code: BlockedCode): boolean {
  return code.includes('Allow') || code.startsWith('Preflight');
}

/** The policy that prevents deployment; null if there is none. */
function notSaved({ outcomes: [first] }: Explanation): NotSaved | null {
  return first?.when.code === 'not-saved' ? first.when : null;
}

/** The reason in a few words, for people who do not read console messages; no full stop. */
function blockedWords(code: BlockedCode, { trace }: Explanation): string {
  if (code === 'HeaderDisallowedByPreflightResponse') {
    const lacking = trace.flatMap(({ event }) => (event.code === 'lacks' ? event.headers : []));
    if (lacking[0] !== undefined) return `Access-Control-Allow-Headers does not list ${lacking[0]}`;
  }
  const says = codeMeanings[code].says.replace(/\.$/, '');
  return says.startsWith('Access-Control-') ? says : `${says.charAt(0).toLowerCase()}${says.slice(1)}`;
}

/** `explain` for a terminal: mistakes in the page, the verdict, the steps, the rest; sentences wrapped at `width` columns. */
export function explanationText(explained: Explanation, paint: Paint, width = Infinity): string {
  const explanation = withComputedNamed(explained);
  const wrap = (text: string, indentation: string): readonly string[] => {
    const [first = '', ...rest] = wrapped(escapeTerminal(text.trimStart()), width - indentation.length - 2, -2);
    return [`${indentation}${first}`, ...rest.map((line) => `${indentation}  ${line}`)];
  };
  const shown = ({ title, lines: some, code = [], read = [], isQuoted = false }: ExplanationPart): readonly string[] => [
    paint('bold', title),
    ...some.flatMap((line) => (isQuoted ? `  ${escapeTerminal(line)}` : wrap(line, line.startsWith(' ') ? '    ' : '  '))),
    ...[...code.map(codeLine), ...read.map(escapeTerminal)].map((line) => `  ${line}`),
    '',
  ];
  const all = parts(explanation);
  const first = all.filter(({ title }) => title === firstInPage);
  const rest = all.filter((part) => !first.includes(part));
  const style = explanation.verdict === 'allowed' ? 'green' : explanation.verdict === 'blocked' ? 'red' : 'yellow';
  const verdict = wrap(verdictLine(explanation), '').map((line) => paint(style, line));
  const lines = [...first.flatMap(shown), ...verdict, '', ...rest.flatMap(shown)];
  return `${lines.map(inertLogLine).join('\n').trimEnd()}\n`;
}

/** `explain --format markdown`. */
export function explanationMarkdown(explained: Explanation): string {
  const explanation = withComputedNamed(explained);
  const lines = [`### ${escapeMarkdown(verdictLine(explanation))}`, ''];
  for (const { title, lines: some, code = [], read = [] } of parts(explanation)) {
    lines.push(
      `**${title}**`,
      '',
      ...some.map((line) => `- ${title.includes('console') ? markdownCode(line, 'text', 2000) : escapeMarkdown(line)}`),
      '',
      ...(code.length === 0 ? [] : [markdownFence(code, code.some((line) => /^[+-]/.test(line)) ? 'diff' : 'xml', false), '']),
      ...(read.length === 0 ? [] : [read.map((url, index) => `[${index === 0 ? 'Why' : 'And why'}](${markdownLinkTarget(url)})`).join(' · '), '']),
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
