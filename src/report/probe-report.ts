import type { ProbePlan } from '../probe/probe-plan.js';
import type { NoAnswer, ProbeRequest } from '../probe/probe-request.js';
import type { Probed } from '../probe/run-probe.js';
import type { ProbedRequest } from '../probe/settlement.js';
import { reportedName, settledByName } from '../probe/written-points.js';
import { counted } from './counting.js';
import { escapeTerminal, escapeXml, inertLogLine, jsonText } from './escape.js';
import { junitFile } from './junit-file.js';
import type { Paint } from './paint.js';
import { readingText } from './sentences/readings.js';

/** The results of a probe: text, JSON and JUnit. */

/** The conclusion of a probe. `no-answer`: no request was answered. */
export type ProbeConclusion = 'pass' | 'fail' | 'no-answer';

/** A finished probe. */
export interface ProbeReport extends Probed {
  /** The gateway's address without a final slash. */
  readonly gateway: string;
  /** What the configuration assumes. */
  readonly assume: ReadonlyMap<string, string>;
  /** Lines of an `assume:` block for the settled points. */
  readonly block: readonly string[];
}

/** `fail`: some answer contradicts all readings. */
export function probeConclusion({ settlement: { probed } }: Pick<Probed, 'settlement'>): ProbeConclusion {
  if (probed.some(({ result }) => result === 'disagrees')) return 'fail';
  return probed.some(({ answer }) => answer !== null) ? 'pass' : 'no-answer';
}

/** One request in words: `OPTIONS /orders/1 for PUT with x-a from https://app.contoso.com`. */
export function requestText({ method, target, origin, requestMethod, requestHeaders }: ProbeRequest): string {
  const asks = requestMethod === null ? '' : ` for ${requestMethod}`;
  const headers = requestHeaders.length === 0 ? '' : ` with ${requestHeaders.join(', ')}`;
  return `${method} ${target}${asks}${headers} from ${origin}`;
}

function noAnswerText(none: NoAnswer): string {
  switch (none.code) {
    case 'failed':
      return `it cannot be reached: ${none.says}`;
    case 'untrusted':
      return `its certificate is not trusted: ${none.says}`;
    case 'timeout':
      return `nothing came in ${none.seconds} seconds`;
    case 'busy':
      return `it answered ${none.status}, which says nothing of its policies`;
  }
}

/** The result of a request, in words. */
function resultText({ answer, none, result, header, expected, rulesOut }: ProbedRequest): string {
  switch (result) {
    case 'no-answer':
      return none === null ? '' : noAnswerText(none);
    case 'agrees':
      return '';
    case 'decides':
      return Object.entries(rulesOut)
        .map(([point, readings]) => `not ${readings.map((reading) => `${point}=${reading}`).join(', ')}`)
        .join('; ');
    case 'disagrees':
      return disagreementText(header ?? '', expected, answer);
  }
}

function disagreementText(header: string, expected: string | null, answer: ProbedRequest['answer']): string {
  if (header === 'body')
    return expected === null
      ? 'the answer has a body; the policies end this request with an empty one'
      : "the answer is empty; it is the backend's to give";
  const got = header === 'status' ? String(answer?.status) : answer?.headers[header];
  const seen = got === undefined ? `${header} is missing` : `${header} is '${got}'`;
  return `${seen}; the policies give ${expected === null || expected === '' ? 'none' : `'${expected}'`}`;
}

const styles = { agrees: 'green', decides: 'green', disagrees: 'red', 'no-answer': 'yellow' } as const;
const words = { agrees: 'agrees', decides: 'decides', disagrees: 'disagrees', 'no-answer': 'no answer' } as const;

/** `probe` for a terminal, with the counts last, next to the prompt. */
export function probeText(report: ProbeReport, paint: Paint): string {
  const { settlement, leftOut, gateway, assume, block } = report;
  const settled = settledByName(settlement.settled());
  const lines = settlement.probed.flatMap((one) => {
    const said = resultText(one);
    return [
      `${paint(styles[one.result], words[one.result].padEnd(9))}  ${escapeTerminal(requestText(one.request))}`,
      ...(said === '' ? [] : [`           ${escapeTerminal(said)}`]),
    ];
  });
  const facts = [...settled].map(([name, { reading }]) => `  ${name}=${reading.value}: ${readingText(reading)}`);
  const refuted = [...settled].flatMap(([name, { reading }]) => {
    const assumed = assume.get(name);
    return assumed === undefined || assumed === reading.value
      ? []
      : [`The configuration assumes ${name}=${assumed}; this gateway shows ${reading.value}.`];
  });
  const undecided = [...new Set(settlement.undecided().map(reportedName))];
  return `${[
    ...lines,
    ...(facts.length === 0 ? [] : ['', 'Settled by these answers:', ...facts.map(escapeTerminal)]),
    ...refuted.map(escapeTerminal),
    ...(block.length === 0 ? [] : ['', ...block.map(escapeTerminal)]),
    ...(undecided.length === 0 ? [] : ['', `Not settled: ${escapeTerminal(undecided.join(', '))}`]),
    ...(probeConclusion(report) === 'fail' ? ['', ...disagreementHelp] : []),
    ...(leftOut === 0 ? [] : ['', `${counted(leftOut, 'request')} of the plan ${leftOut === 1 ? 'was' : 'were'} not sent.`]),
    '',
    `${escapeTerminal(gateway)}: ${countsLine(settlement.probed)}`,
  ]
    .map(inertLogLine)
    .join('\n')}\n`;
}

const disagreementHelp: readonly string[] = [
  'An answer that disagrees means one of these: other policies are deployed than the ones read here, something in front of the gateway answers,',
  'the backend sends CORS headers of its own, or apim-cors has a fact wrong. docs/probe.md says how to tell them apart.',
];

function countsLine(probed: readonly ProbedRequest[]): string {
  const all = (['agrees', 'decides', 'disagrees', 'no-answer'] as const).flatMap((result) => {
    const count = probed.filter((one) => one.result === result).length;
    return count === 0
      ? []
      : [`${count} ${result === 'no-answer' ? 'without an answer' : count === 1 ? words[result] : words[result].replace(/s$/, '')}`];
  });
  return all.length === 0 ? 'nothing to ask' : all.join(', ');
}

/** The JSON of settled points and requests; `more` is appended. */
export function probeJson(report: ProbeReport, more: Readonly<Record<string, unknown>> = {}): string {
  const { settlement, gateway, leftOut, sent } = report;
  const settled = settledByName(settlement.settled());
  const value = {
    schemaVersion: 2,
    conclusion: probeConclusion(report),
    gateway,
    requests: settlement.probed.map((one) => ({
      ...reportedRequest(gateway, one.request),
      answer: one.answer === null ? null : { status: one.answer.status, headers: one.answer.headers },
      result: one.result,
      header: one.header,
      expected: one.expected,
      noAnswer: one.none === null ? null : noAnswerText(one.none),
      rulesOut: Object.fromEntries(Object.entries(one.rulesOut).map(([point, readings]) => [reportedName(point), readings])),
    })),
    settled: Object.fromEntries([...settled].map(([name, { reading }]) => [name, reading.value])),
    undecided: [...new Set(settlement.undecided().map(reportedName))].filter((name) => !settled.has(name)),
    sent,
    leftOut,
    ...more,
  };
  return `${jsonText(value, 2)}\n`;
}

function reportedRequest(
  gateway: string,
  { method, target, origin, requestMethod, requestHeaders }: ProbeRequest,
): Readonly<Record<string, unknown>> {
  return { method, url: `${gateway}${target}`, origin, requestMethod, requestHeaders };
}

/** `probe --format junit`: one test case per request. Unanswered ones are skipped, unless none was answered. */
export function probeJunit(report: ProbeReport): string {
  const { probed } = report.settlement;
  const none = probeConclusion(report) === 'no-answer';
  const count = (result: ProbedRequest['result']): number => probed.filter((one) => one.result === result).length;
  const missing = count('no-answer');
  const counts = { tests: probed.length, failures: count('disagrees'), errors: none ? missing : 0, skipped: none ? 0 : missing };
  const cases = probed.flatMap((one) => {
    const open = `    <testcase name="${escapeXml(requestText(one.request))}" classname="apim-cors.probe"`;
    const said = escapeXml(resultText(one));
    if (one.result === 'disagrees') return [`${open}>`, `      <failure type="disagrees" message="${said}" />`, '    </testcase>'];
    if (one.result !== 'no-answer') return [`${open} />`];
    return [`${open}>`, none ? `      <error type="no-answer" message="${said}" />` : `      <skipped message="${said}" />`, '    </testcase>'];
  });
  return junitFile('apim-cors probe', counts, cases);
}

/** `--dry-run`: the requests that would be sent. */
export function planText(gateway: string, { requests, leftOut }: ProbePlan): string {
  const lines = requests.map(({ request }) => escapeTerminal(requestText(request)));
  const more = leftOut === 0 ? '' : `; ${leftOut} more ${leftOut === 1 ? 'is' : 'are'} over the limit of --max`;
  return `${[...lines, '', `${escapeTerminal(gateway)}: ${counted(requests.length, 'request')} would be sent, none was${more}`].map(inertLogLine).join('\n')}\n`;
}

/** `--dry-run` as JSON. */
export function planJson(gateway: string, { requests, leftOut }: ProbePlan): string {
  const value = { schemaVersion: 2, dryRun: true, gateway, requests: requests.map(({ request }) => reportedRequest(gateway, request)), leftOut };
  return `${jsonText(value, 2)}\n`;
}
