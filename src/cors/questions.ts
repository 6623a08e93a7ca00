import type { Place } from '../apim/policy.js';
import type { Certainty } from './certainty.js';

/** One way an open point may really be. */
export interface Reading {
  readonly question: string;
  readonly value: string;
  readonly certainty: Certainty;
  /** One clause for people: "terminate-unmatched-request defaults to true". */
  readonly says: string;
}

/** An open point: its name, and the ways it may be, two or more. */
export interface Question {
  readonly id: string;
  readonly readings: readonly Reading[];
}

/** Answers a question for the world that is being evaluated. */
export type Ask = (question: Question) => Reading;

/** Open points that the configuration settles: name to value. */
export type Assumptions = ReadonlyMap<string, string>;

/** One combination of answers, and what an evaluation came to in it. */
export interface World<T> {
  readonly readings: readonly Reading[];
  readonly result: T;
}

export interface Exploration<T> {
  /** False when there were more combinations than are evaluated: then nothing may be concluded. */
  readonly complete: boolean;
  readonly worlds: readonly World<T>[];
}

export const mostWorlds = 4096;

/**
 * Evaluates `run` once for every combination of answers it really asks for. The same question asked twice in one run gets one answer.
 * `run` must be a function of its answers alone. Past `limit` worlds it stops.
 */
export function explore<T>(run: (ask: Ask) => T, assume: Assumptions = new Map(), limit = mostWorlds): Exploration<T> {
  const worlds: World<T>[] = [];
  const path: { readonly question: Question; index: number }[] = [];
  for (;;) {
    const answers = new Map<string, Reading>();
    let depth = 0;
    const result = run((question) => {
      const known = answers.get(question.id);
      if (known !== undefined) return known;
      const settled = question.readings.find((reading) => reading.value === assume.get(question.id));
      if (settled !== undefined) return settled;
      if (depth === path.length) path.push({ question, index: 0 });
      const index = path[depth]?.index ?? 0;
      depth += 1;
      const reading = question.readings[index];
      if (reading === undefined) throw new Error(`question ${question.id} has no reading ${index}`);
      answers.set(question.id, reading);
      return reading;
    });
    worlds.push({ readings: [...answers.values()], result });
    if (worlds.length > limit) return { complete: false, worlds };
    // The next combination: the last question that has another reading takes it, and those after it are asked anew.
    for (;;) {
      const last = path[path.length - 1];
      if (last === undefined) return { complete: true, worlds };
      last.index += 1;
      if (last.index < last.question.readings.length) break;
      path.pop();
    }
  }
}

function question(id: string, readings: readonly (readonly [value: string, certainty: Certainty, says: string])[]): Question {
  return { id, readings: readings.map(([value, certainty, says]) => ({ question: id, value, certainty, says })) };
}

/** The attribute table of the cors page says false (since azure-docs pull request 127474), its list of common issues says true. */
export const terminateUnmatchedDefault = question('terminate-unmatched-default', [
  ['true', 'documented', 'terminate-unmatched-request defaults to true'],
  ['false', 'documented', 'terminate-unmatched-request defaults to false'],
]);

/** The page says that generally only the first cors policy is applied; after a mismatch that passes on it says nothing of the actual request. */
export const secondCorsDecoratesActual = question('second-cors-decorates-actual', [
  ['yes', 'inferred', 'a later <cors> also decorates the actual request when the first does not match'],
  ['no', 'unknown', 'a later <cors> never decorates the actual request'],
]);

/** "Only direct children of inbound" and reports that disagree: 404 at preflight in 2022, working in 2023. */
export const fragmentCorsAtPreflight = question('fragment-cors-at-preflight', [
  ['answers', 'reported', 'a <cors> in a policy fragment answers preflights'],
  ['ignored', 'reported', 'a <cors> in a policy fragment is ignored at preflight'],
]);

export const nullUnderWildcard = question('null-under-wildcard', [
  ['yes', 'unknown', "<origin>*</origin> matches the origin 'null'"],
  ['no', 'unknown', "<origin>*</origin> does not match the origin 'null'"],
]);

export const nullListed = question('null-listed', [
  ['yes', 'unknown', "API Management accepts the origin 'null' in a list"],
  ['no', 'inferred', "API Management refuses the origin 'null'"],
]);

export const wildcardOriginWithCredentials = question('wildcard-origin-with-credentials', [
  ['echo', 'unknown', 'the gateway answers <origin>*</origin> with the caller’s origin'],
  ['literal', 'unknown', "the gateway answers <origin>*</origin> with '*'"],
]);

export const methodNamesIgnoreCase = question('method-names-ignore-case', [
  ['yes', 'unknown', 'the gateway compares method names without their case'],
  ['no', 'unknown', 'the gateway compares method names with their case'],
]);

/** Open points with one name for the whole service: those `assume:` can settle. */
export const namedQuestions: readonly Question[] = [
  terminateUnmatchedDefault,
  secondCorsDecoratesActual,
  fragmentCorsAtPreflight,
  nullUnderWildcard,
  nullListed,
  wildcardOriginWithCredentials,
  methodNamesIgnoreCase,
  question('missing-inbound-inherits', [
    ['yes', 'unknown', ''],
    ['no', 'unknown', ''],
  ]),
];

/** Settled for all documents at once by `assume: missing-inbound-inherits`; asked document by document, one name each otherwise. */
export function missingInboundInherits(path: string): Question {
  return question('missing-inbound-inherits', [
    ['yes', 'unknown', `${path}, which has no <inbound>, inherits`],
    ['no', 'unknown', `${path}, which has no <inbound>, inherits nothing`],
  ]);
}

export function fragmentHoldsCors(fragment: string): Question {
  return question(`fragment-holds-cors:${fragment}`, [
    ['no', 'unknown', `the policy fragment '${fragment}' holds no <cors>`],
    ['yes', 'unknown', `the policy fragment '${fragment}' holds a <cors>`],
  ]);
}

export function branchRuns(policy: string, place: Place): Question {
  return question(`branch-runs:${place.path}:${policy}:${place.start}`, [
    ['yes', 'inferred', `the condition of <${policy}> in ${place.path}:${place.line} lets it run`],
    ['no', 'inferred', `the condition of <${policy}> in ${place.path}:${place.line} keeps it from running`],
  ]);
}

export function expressionIsTrue(attribute: string, text: string): Question {
  return question(`expression:${attribute}:${text}`, [
    ['true', 'documented', `the expression of ${attribute} gives true`],
    ['false', 'documented', `the expression of ${attribute} gives false`],
  ]);
}

/** Whether the unknown value an origin entry stands for is this origin ('*': is the wildcard). */
export function unresolvedMatches(label: string, origin: string): Question {
  const is = origin === '*' ? 'allows every origin' : `is ${origin}`;
  return question(`unresolved:${label}:${origin}`, [
    ['no', 'unknown', `${label} is another origin`],
    ['yes', 'unknown', `${label} ${is}`],
  ]);
}
