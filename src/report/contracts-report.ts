import { shellWord } from '../text/shell-word.js';
import type { ClauseResult, Counterexample } from '../contracts/check-contracts.js';
import { countKept } from '../contracts/check-contracts.js';
import { reviewedClause } from '../contracts/reviewed-clause.js';
import type { Clause, Kept } from '../contracts/contract.js';
import { escapeMarkdown, escapeTerminal, escapeXml, inertLogLine, jsonText, markdownCode, markdownFence } from './escape.js';
import { junitFile } from './junit-file.js';
import { keptLine } from './counting.js';
import { reportedClause } from './json.js';
import type { Paint } from './paint.js';
import { wholePhrase } from './phrase.js';
import type { ContractsReport } from './published.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { notKnownText, saysAll } from './trace-sentences.js';

/** Contracts and their results: text, Markdown, JSON and JUnit. */

/** `fail`: one is broken; `undecided`: none is, but one may be. */
export function contractsConclusion(results: readonly ClauseResult[]): 'pass' | 'fail' | 'undecided' {
  const { broken, undecided } = countKept(results);
  return broken > 0 ? 'fail' : undecided > 0 ? 'undecided' : 'pass';
}

/** The published value. `path`: that of the contracts file. */
export function contractsValue(path: string, results: readonly ClauseResult[]): ContractsReport {
  return {
    schemaVersion: 2,
    conclusion: contractsConclusion(results),
    contracts: results.map((one) => reportedClause(reviewedClause(path, one, null))),
  };
}

/** `contracts --format json`, with a final newline. */
export function contractsJson(path: string, results: readonly ClauseResult[]): string {
  return `${jsonText(contractsValue(path, results), 2)}\n`;
}

const styles = { kept: 'green', broken: 'red', undecided: 'yellow' } as const;

/** `contracts` for a terminal, with the counts last, next to the prompt. `skipped`: clauses without a requested environment. */
export function contractsText(path: string, results: readonly ClauseResult[], skipped: readonly Clause[], paint: Paint): string {
  const lines = results.flatMap((one) => [
    `${paint(styles[one.result], one.result.padEnd(9))}  ${escapeTerminal(one.clause.name)}${inEnvironment(one)}`,
    ...detailLines(path, one).map((line) => `           ${escapeTerminal(line)}`),
  ]);
  const left = skipped.map((clause) => `${'skipped'.padEnd(9)}  ${escapeTerminal(`${clause.name} (${onlyIn(clause)})`)}`);
  const conclusion = { pass: 'green', fail: 'red', undecided: 'yellow' } as const;
  return `${[...lines, ...left, '', paint(conclusion[contractsConclusion(results)], keptLine(results))].map(inertLogLine).join('\n')}\n`;
}

function inEnvironment({ environment }: ClauseResult): string {
  return environment === null ? '' : ` (in ${escapeTerminal(environment)})`;
}

/** Why a clause was not checked. */
function onlyIn({ environments }: Clause): string {
  return `only in ${(environments ?? []).map(({ name }) => name).join(', ')}`;
}

/** The request that breaks a clause, the deciding element, and the repair. */
function detailLines(path: string, one: ClauseResult): readonly string[] {
  const { promised, lines, command, assumed, repair } = detailsOf(path, one);
  return [
    ...promised,
    ...lines.map(({ words, code }) => `${words}${code}`),
    ...command.map((asked) => `see it: ${explainCommand([...asked, ...assumed])}`),
    ...repair.flatMap(({ says, patch, isWhole }) => [`what would ${isWhole ? 'fix it' : 'help'}: ${says}`, ...patch]),
  ];
}

/** A line of our words and foreign parts: a file, a request, a message. */
interface Detail {
  readonly words: string;
  readonly code: string;
}

interface Details {
  readonly promised: readonly string[];
  readonly lines: readonly Detail[];
  /** Arguments of the command that shows it; empty if there is none. */
  readonly command: readonly Arguments[];
  /** Further arguments for the command line: the key's product. */
  readonly assumed: Arguments;
  readonly repair: readonly { readonly says: string; readonly patch: readonly string[]; readonly isWhole: boolean }[];
}

type Arguments = readonly (readonly [name: string, value: string])[];

function detailsOf(path: string, { clause, environment, result, decidedBy, counterexample, repair }: ClauseResult): Details {
  const none = { lines: [], command: [], assumed: [], repair: [] };
  if (result === 'kept') return { promised: [], ...none };
  const promised = [`promised in ${path}:${clause.line}`];
  if (counterexample === null) return { promised, ...none, lines: [{ words: 'there is more to look at here than is worked through', code: '' }] };
  const { explanation } = counterexample;
  const reason = explanation.verdict === 'allowed' || counterexample.errorAnswer !== null ? null : explanation.reason;
  const mends = repair === null ? [] : [`${wholePhrase(titlePhrase(repair.title))}. ${wholePhrase(effectPhrase(repair.effect))}`];
  return {
    promised,
    lines: [
      { words: '', code: breachLine(clause.promise, result, counterexample) },
      ...(decidedBy === null ? [] : [{ words: 'decided by ', code: `${decidedBy.path}:${decidedBy.line}` }]),
      ...(result === 'undecided' ? dependsLines(counterexample).map((words) => ({ words, code: '' })) : []),
      ...(reason === null ? [] : [{ words: 'the console says: ', code: reason.chromium }]),
    ],
    command: [explainArguments(counterexample, environment)],
    assumed: counterexample.isOwnKey ? [['assume', 'key-of-product=no']] : [],
    repair: mends.map((says) => ({
      says,
      patch: (repair?.patch ?? '').split('\n').filter((line) => line !== ''),
      isWhole: repair?.effect.leavesContract === undefined,
    })),
  };
}

/** `contracts` in a comment: broken clauses first, each with a request. `path`: that of the contracts file. */
export function contractsMarkdown(path: string, results: readonly ClauseResult[]): string {
  const named = (one: ClauseResult): string =>
    `${markdownCode(one.clause.name, 'text')}${one.environment === null ? '' : ` in ${markdownCode(one.environment, 'text')}`}`;
  const lines = [`### Contracts: ${keptLine(results)}`, '', `The promises of ${markdownCode(path, 'text')}, as this pull request has it.`, ''];
  for (const result of ['broken', 'undecided'] as const) {
    for (const one of results.filter((some) => some.result === result)) {
      const { lines: details, command, repair } = detailsOf(path, one);
      lines.push(
        `**${result}**: ${named(one)} (line ${one.clause.line})`,
        '',
        ...details.map(({ words, code }) => `- ${escapeMarkdown(words)}${code === '' ? '' : markdownCode(code, 'text', 2000)}`),
        ...command.map((asked) => `- see it: ${markdownCode(botCommand(asked), 'text', 2000)}`),
        '',
        ...repair.flatMap(({ says, patch, isWhole }) => [
          `What would ${isWhole ? 'fix it' : 'help'}: ${escapeMarkdown(says)}`,
          '',
          markdownFence(patch, 'diff', false),
          '',
        ]),
      );
    }
  }
  const kept = results.filter(({ result }) => result === 'kept');
  if (kept.length > 0) lines.push('**kept**', '', ...kept.map((one) => `- ${named(one)}`), '');
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The request, and its outcome. */
function breachLine(promise: 'allow' | 'only' | 'deny', result: Kept, { asked, explanation, url, isOwnKey }: Counterexample): string {
  const { origin, headers, credentials } = asked.request;
  const can = promise === 'allow' ? 'cannot' : 'can';
  const may = promise === 'allow' ? 'may not be able to' : 'may be able to';
  const extras = [
    ...(headers.length === 0 ? [] : [`headers ${headers.map(({ name }) => name).join(', ')}`]),
    ...(credentials === 'include' ? ['credentials'] : []),
    ...(asked.key === 'header' || asked.key === 'query'
      ? [`${isOwnKey ? 'the API’s own key' : 'a key'} in the ${asked.key === 'header' ? 'header' : 'URL'}`]
      : []),
    ...(asked.product === null ? [] : [`the subscription to product '${asked.product}'`]),
  ];
  return `${origin} ${result === 'broken' ? can : may} call ${explanation.request.method} ${url}${extras.length === 0 ? '' : ` with ${extras.join(' and ')}`}`;
}

/** The open points of an undecided clause. */
function dependsLines({ explanation, errorAnswer }: Counterexample): readonly string[] {
  if (errorAnswer !== null)
    return [
      `whether the request fails: <on-error> writes Access-Control-Allow-Origin into the gateway’s answer to an error, and the page reads that`,
    ];
  return explanation.outcomes.map(({ when, verdict }) => {
    const says =
      when.code === 'readings' ? saysAll(when.readings) : when.code === 'too-much' ? 'more is open here than is worked through' : notKnownText(when);
    return `${verdict === 'unknown' ? 'not known' : verdict}${says === '' ? '' : `: ${says}`}`;
  });
}

/** The command that explains the counterexample. */
function explainCommand(asked: Arguments): string {
  return `apim-cors explain ${asked.map(([option, value]) => `--${option} ${shellWord(value)}`).join(' ')}`;
}

/** The same as a command for the bot. */
function botCommand(asked: Arguments): string {
  const word = (text: string): string => (/[ \t]/.test(text) ? `"${text}"` : text);
  return `/apim-cors explain ${asked.map(([option, value]) => word(`${option}=${value}`)).join(' ')}`;
}

function explainArguments({ asked, explanation }: Counterexample, environment: string | null): Arguments {
  const { origin, headers, credentials } = asked.request;
  const { workspace, api, operation } = explanation.target;
  return [
    ['origin', origin],
    ['method', explanation.request.method],
    ...headers.map(({ name }) => ['header', name] as const),
    ['credentials', credentials],
    ...(workspace === null ? [] : [['workspace', workspace] as const]),
    ['api', api],
    ...(operation === null ? [] : [['operation', operation] as const]),
    ...(asked.product === null ? [] : [['product', asked.product] as const]),
    ...(asked.key === null ? [] : [['key', asked.key] as const]),
    ...(environment === null ? [] : [['environment', environment] as const]),
  ];
}

/**
 * `contracts --format junit`: one test case per clause and environment; undecided ones are errors, so that they are not green. `skipped`: clauses without a
 * requested environment.
 */
export function contractsJunit(path: string, results: readonly ClauseResult[], skipped: readonly Clause[]): string {
  const { broken, undecided } = countKept(results);
  const counts = { tests: results.length + skipped.length, failures: broken, errors: undecided, skipped: skipped.length };
  const opened = ({ name, line }: Clause, more: string): string =>
    `    <testcase name="${escapeXml(`${name}${more}`)}" classname="apim-cors.contracts" file="${escapeXml(path)}" line="${line}"`;
  const cases = results.flatMap((one) => {
    const open = opened(one.clause, one.environment === null ? '' : ` (in ${one.environment})`);
    if (one.result === 'kept') return [`${open} />`];
    const [, first = one.result, ...rest] = detailLines(path, one);
    const tag = one.result === 'broken' ? 'failure' : 'error';
    return [`${open}>`, `      <${tag} type="${one.result}" message="${escapeXml(first)}">${escapeXml(rest.join('\n'))}</${tag}>`, '    </testcase>'];
  });
  return junitFile('apim-cors contracts', counts, [
    ...cases,
    ...skipped.flatMap((clause) => [`${opened(clause, '')}>`, `      <skipped message="${escapeXml(onlyIn(clause))}" />`, '    </testcase>']),
  ]);
}
