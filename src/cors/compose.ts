import type { Condition, EffectiveStatement } from '../apim/layers.js';
import type { AnswerEnd, ElementSnapshot, HeaderWriter } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { originsChecked } from '../apim/origin-policies.js';
import { isOpen } from '../text/open-parts.js';
import type { CorsChain, CorsStep, Guard, SparedOrigins } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { isOtherThanListed } from './listed-values.js';
import { tooMuch, withinBounds } from './too-much.js';
import {
  branchRuns,
  fragmentHoldsCors,
  headerIsSent,
  holeHoldsCors,
  missingInboundInherits,
  originSetBeforeCors,
  policyDeployed,
  policyElsewhere,
} from './questions.js';

/** Reads one `<cors>` in its scope, which determines the named values. */
export type ReadCors = (element: ElementSnapshot, scope: ScopeRef) => CorsPolicy;

/** A statement of an effective section; `identity` of a cut one: that of everything it replaces. */
export type ComposedStatement =
  Exclude<EffectiveStatement, { kind: 'cut' }> | (Extract<EffectiveStatement, { kind: 'cut' }> & { readonly identity: string });

/** A policy other than `<cors>`, as far as it is known. */
export type OtherPolicy = Extract<EffectiveStatement, { kind: 'policy' }>;

/** How a policy other than `<cors>` ends the request in question; null: it does not. `when`: the conditions for it. */
export type Ends = (policy: OtherPolicy) => End | null;

/** The end of a request. */
export interface End {
  readonly status: number | 'unknown';
  readonly known: boolean;
  readonly when?: Guard;
  readonly writes?: readonly HeaderWriter[];
  /** Origins that it lets pass. */
  readonly spares?: SparedOrigins;
  /** It matters only if nothing else lets anyone in. */
  readonly isLast?: boolean;
  /** The inner policy that ends it, if the conditions around that were evaluated for this request. Left out: the policy itself. */
  readonly by?: Pick<OtherPolicy, 'name' | 'place'>;
  /** It refuses the request because of its page. */
  readonly isOfPage?: boolean;
}

/**
 * The CORS decisions of an effective inbound section in order, and the hand-written headers behind them. Everything that neither is CORS nor ends the request
 * is left out.
 */
export function corsChain(statements: readonly ComposedStatement[], written: readonly HeaderWriter[], read: ReadCors): CorsChain {
  const steps = requestSteps(statements, read);
  // A request ended behind the last `<cors>` has the same access.
  const last = steps.findLastIndex((step) => (step.kind === 'refused' ? step.writes !== undefined : !isOriginWritten(step)));
  // `<outbound>` does not run for an answer of our own policy.
  const isAnswered = steps.some((step) => step.kind === 'refused' && step.guards.length === 0 && step.spares === undefined);
  return { steps: steps.slice(0, last + 1), written: isAnswered ? [] : written, preflight: null, preflightRests: [] };
}

/** All steps of a request that carries what policies require, including those that end it behind the last `<cors>`. */
export function requestSteps(statements: readonly ComposedStatement[], read: ReadCors): readonly CorsStep[] {
  return corsSteps(statements, read, answersAll);
}

/** Policies that end every request, whatever it carries. */
const answersAll: Ends = ({ end }) => {
  const spares = originsChecked(end);
  if (spares !== null && end?.kind === 'check')
    return { status: statusOf(attributeOf(end.element, 'failed-check-httpcode') ?? ''), known: true, spares };
  if (end?.kind === 'answer') return answerOf(end);
  // A condition decides whether it answers. An answer that lets no page read it does not change access.
  return end?.kind === 'branch' && end.letsIn ? { status: 'unknown', known: false, isLast: true } : null;
};

/** The response that it starts from may have further CORS headers. */
function answerOf({ status, writers, isOpen }: AnswerEnd): End {
  const answer = { status: status ?? 'unknown', known: writers.length === 0 || !isOpen } as const;
  return writers.length === 0 ? answer : { ...answer, writes: writers };
}

/**
 * The steps of an OPTIONS operation that receives a preflight: every policy runs in order, `<cors>` at any depth, and policies that require a token refuse
 * (Microsoft Learn, cors policy, usage notes: such an operation disables the preflight logic).
 */
export function optionsPipeline(statements: readonly ComposedStatement[], read: ReadCors): readonly CorsStep[] {
  return corsSteps(statements, read, endsPreflight);
}

const noHeaders: ReadonlySet<string> = new Set();

/** Policies that end a preflight in that pipeline. */
export const endsPreflight: Ends = (policy) => {
  if (policy.end?.kind !== 'branch') return endsWithout(noHeaders)(policy);
  // An answer under a condition: most of these operations exist for one.
  return policy.end.answer === null ? { status: 'unknown', known: false } : answerOf(policy.end.answer);
};

/** Headers in every browser request, including preflights: a check for one of them passes. */
const always: ReadonlySet<string> = new Set(['accept', 'accept-encoding', 'accept-language', 'host', 'origin', 'user-agent']);

/**
 * Policies that end a request with these headers (lower case) in addition to the browser's own. A token that is present counts as valid, for no text says
 * otherwise; so does a value that is not known.
 */
export function endsWithout(headers: SentHeaders): Ends {
  const has = (name: string): boolean => headers.has(name.toLowerCase()) || always.has(name.toLowerCase());
  return (policy) => {
    const { name, end } = policy;
    if (end?.kind !== 'check') return answersAll(policy);
    if (originsChecked(end) !== null) return answersAll(policy);
    const header = headerChecked(name, end.element);
    if (header === null) return null;
    const sent = headers.get?.(header.toLowerCase());
    if (has(header) && !(name === 'check-header' && typeof sent === 'string' && isOtherThanListed(end.element, sent))) return null;
    const status =
      name === 'check-header'
        ? (attributeOf(end.element, 'failed-check-httpcode') ?? '')
        : (attributeOf(end.element, 'failed-validation-httpcode') ?? '401');
    const refusal = { status: statusOf(status), known: true } as const;
    return isOpen(header, 'name') ? { ...refusal, when: { question: headerIsSent(header), value: 'no' } } : refusal;
  };
}

/** By lower-case name; a value that is null, or left out, is not known. */
interface SentHeaders {
  has(name: string): boolean;
  get?(name: string): string | null | undefined;
}

/** Headers (lower case, distinct) that a page has to send so that none of these policies ends its request. */
export function headersAskedFor(statements: readonly ComposedStatement[]): readonly string[] {
  const names = statements.flatMap((one) => {
    if (one.kind !== 'policy' || one.end?.kind !== 'check' || originsChecked(one.end) !== null) return [];
    const name = headerChecked(one.name, one.end.element);
    return name === null || always.has(name.toLowerCase()) || isOpen(name, 'name') ? [] : [name.toLowerCase()];
  });
  return [...new Set(names)];
}

/** The header that a policy requires; null if none, or if the value may also come another way. */
function headerChecked(policy: string, element: ElementSnapshot): string | null {
  switch (policy) {
    case 'validate-jwt':
      // A token may also come from the query or an expression: then the header is unknown.
      return attributeOf(element, 'header-name');
    case 'validate-azure-ad-token': {
      const elsewhere = attributeOf(element, 'query-parameter-name') ?? attributeOf(element, 'token-value');
      return attributeOf(element, 'header-name') ?? (elsewhere === null ? 'Authorization' : null);
    }
    case 'check-header':
      return attributeOf(element, 'name');
    default:
      return null;
  }
}

function attributeOf({ attributes }: ElementSnapshot, key: string): string | null {
  return attributes.find((one) => one.name === key)?.value.trim() ?? null;
}

/** The step represents a `<cors>` behind it that sees another origin than the request's. */
function isOriginWritten(step: CorsStep): boolean {
  return step.kind === 'opaque' && step.reason.code === 'origin-written';
}

function statusOf(text: string): number | 'unknown' {
  return /^[1-5]\d\d$/.test(text) ? Number(text) : 'unknown';
}

/** The steps of an effective inbound section, in order. `ends`: returns how a policy ends the request in question. */
export function corsSteps(statements: readonly ComposedStatement[], read: ReadCors, ends: Ends): readonly CorsStep[] {
  const steps: CorsStep[] = [];
  const last: CorsStep[] = [];
  let isOriginDeleted = false;
  for (const statement of statements) {
    switch (statement.kind) {
      case 'cors':
        steps.push({
          kind: 'cors',
          policy: read(statement.element, statement.scope),
          scope: statement.scope,
          how: statement.how,
          guards: statement.conditions.map(guardOf),
          ...(isOriginDeleted ? behindDeletion : null),
        });
        break;
      case 'broken': {
        const { path, ref, line, says, id, isRefused } = statement.broken;
        const place = { path, ref, line, endLine: line, start: 0, end: 0 };
        steps.push({
          kind: 'opaque',
          // Equal texts are the same unknown at every place.
          key: `broken:${id}`,
          reason: { code: 'malformed', says, isRefused },
          place,
          scope: statement.scope,
          guards: statement.conditions.map(guardOf),
        });
        break;
      }
      case 'missing-fragment': {
        const reason = { code: 'missing-fragment', fragment: statement.fragment } as const;
        const holds: Guard = { question: fragmentHoldsCors(statement.fragment), value: 'yes' };
        const guards = [...statement.conditions.map(guardOf), holds];
        steps.push({ kind: 'opaque', key: `fragment:${statement.fragment}`, reason, place: statement.place, scope: statement.scope, guards });
        break;
      }
      case 'hole': {
        const { name, place, scope } = statement;
        const guards: readonly Guard[] = [...statement.conditions.map(guardOf), { question: holeHoldsCors(name), value: 'yes' }];
        steps.push({ kind: 'opaque', key: `hole:${name}`, reason: { code: 'hole', name }, place, scope, guards });
        break;
      }
      case 'elsewhere': {
        const holds: Guard = { question: policyElsewhere, value: 'holds-cors' };
        const { kind } = statement.scope;
        steps.push({
          kind: 'opaque',
          key: `elsewhere:${kind}:${statement.scope.id ?? ''}`,
          reason: { code: 'policy-elsewhere' },
          place: statement.place,
          scope: statement.scope,
          guards: [...statement.conditions.map(guardOf), holds],
        });
        break;
      }
      case 'cut':
        return [tooMuch('policies', statement.place, statement.scope, statement.identity)];
      case 'policy': {
        if (statement.end?.kind === 'origin') {
          if (statement.end.becomes === 'deleted' && statement.conditions.length === 0) isOriginDeleted = true;
          else steps.push(originWritten(statement, statement.end.digest));
          break;
        }
        const end = ends(statement);
        if (end === null) break;
        const { scope } = statement;
        const { name, place } = end.by ?? statement;
        const conditions = end.by === undefined ? statement.conditions : statement.conditions.filter(({ kind }) => kind !== 'branch');
        const guards = [...conditions.map(guardOf), ...(end.when === undefined ? [] : [end.when])];
        const writes = {
          ...(end.writes === undefined ? null : { writes: end.writes }),
          ...(end.spares === undefined ? null : { spares: end.spares }),
          ...(end.isOfPage === true || end.spares !== undefined ? ofPage : null),
        };
        if (end.known) steps.push({ kind: 'refused', by: name, status: end.status, place, scope, guards, ...writes });
        else {
          const digest = statement.end?.kind === 'check' ? '' : (statement.end?.digest ?? '');
          const runs = branchRuns(name, place, place.conditions ?? digest.slice(0, 16));
          const isAsked = statement.end?.kind === 'branch' && end.by === undefined;
          const under = isAsked ? [...guards, { question: runs, value: 'yes' } as const] : guards;
          (end.isLast === true ? last : steps).push({
            kind: 'opaque',
            key: `${name}:${digest}`,
            reason: { code: 'answers-itself', policy: name },
            place,
            scope,
            guards: under,
          });
        }
      }
    }
  }
  return withinBounds([...steps, ...last]);
}

const behindDeletion = { isBehindDeletion: true } as const;
const ofPage = { isOfPage: true } as const;

function originWritten({ conditions, place, scope }: OtherPolicy, digest: string): CorsStep {
  const guards = [...conditions.map(guardOf), { question: originSetBeforeCors, value: 'as-written' }];
  return { kind: 'opaque', key: `origin:${digest}`, reason: { code: 'origin-written' }, place, scope, guards };
}

function guardOf(condition: Condition): Guard {
  switch (condition.kind) {
    case 'branch':
      return { question: branchRuns(condition.policy, condition.place), value: 'yes' };
    case 'missing-inbound':
      return { question: missingInboundInherits(condition.ref), value: 'yes' };
    case 'deployed':
      return { question: policyDeployed(condition.name), value: condition.isThere ? 'yes' : 'no' };
  }
}
