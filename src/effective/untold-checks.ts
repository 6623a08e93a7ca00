import type { Layer } from '../apim/layers.js';
import { isCheckOfOrigin, originsChecked } from '../apim/origin-policies.js';
import { looksAtPage } from '../apim/page-words.js';
import type { FlowStep, PolicyDocument, PolicyFile, Statement } from '../apim/policy.js';
import { scopeKey } from '../apim/resource-key.js';
import { isFilledInAsCode } from '../text/open-parts.js';
import { hasStep, isOrHolds } from './origin-site.js';
import type { ServiceState } from './service-state.js';

/** Origin checks whose refused origins the text does not tell, and the requests that may meet one. */

/** The origin checks in a statement. */
export function ownChecks(statement: Statement): readonly Extract<RequestEndOf, { kind: 'check' }>[] {
  if (statement.kind !== 'others' || statement.ends === null) return [];
  return [...statement.ends.values()].flatMap((end) => (end.kind === 'check' && isCheckOfOrigin(end) ? [end] : []));
}

type RequestEndOf = NonNullable<Extract<Statement, { kind: 'others' }>['ends']> extends ReadonlyMap<number, infer End> ? End : never;

/**
 * Origin checks whose refused origins are unknown: conditional ones, or ones with undecided values. Equal only if all of them are equal. Their effect is not
 * evaluated.
 */
export function untoldChecks(state: ServiceState | null): string {
  const untold = (state?.remarkable() ?? []).flatMap(({ file, scope }) =>
    file.ok ? untoldIn(file.document).map((one) => JSON.stringify([scopeKey(scope), one])) : [],
  );
  return untold.sort().join('\n');
}

function untoldIn({ flow, sections }: PolicyDocument): readonly string[] {
  const own = [...sections.values()].flatMap(({ statements }) => statements.flatMap(ownChecks));
  const open = own
    .filter((end) => originsChecked(end) === null)
    .map(({ element: { attributes, children } }) => [attributes.map(({ name, value }) => [name, value]), children.map(({ text }) => text)]);
  const steps = flow === null || flow.onlySetsVariables ? [] : [...flow.values()].flat();
  // A policy inside one that repeats or limits it is not a statement of the section.
  const isInside = steps.filter(({ kind }) => kind === 'origin-check').length > own.length;
  const under = steps.filter((step) => (step.kind === 'choose' ? holdsInside(step) : isInside && step.kind === 'origin-check'));
  return [...open, ...under].map((one) => JSON.stringify(one, (key, value: unknown) => (key === 'place' ? undefined : value)));
}

/** It answers under a condition on the page, which is evaluated elsewhere. */
function answersByPage(step: FlowStep): boolean {
  if (step.kind !== 'choose' || !step.branches.some(({ condition }) => condition !== null && (looksAtPage(condition) || isFilledInAsCode(condition))))
    return false;
  return isOrHolds(step, ({ kind }) => kind === 'answer');
}

function holdsInside(step: FlowStep): boolean {
  return step.kind === 'origin-check' || (step.kind === 'choose' && step.branches.some(({ steps }) => steps.some(holdsInside)));
}

/** Whether a request through these layers may meet such a check, or a missing fragment. */
export function mayRefuseUntold(state: ServiceState, layers: readonly Layer[]): boolean {
  for (const { file, scope } of layers) {
    // An unreadable policy is unknown anyway.
    if (file?.ok === false) return false;
    if (file === null) continue;
    if (mayHoldUntold(file, scope.workspace, state, new Set())) return true;
    const inbound = file.document.sections.get('inbound');
    if (inbound !== undefined && !runs(inbound.statements, ({ kind }) => kind === 'base')) return false;
  }
  return false;
}

/** `seen`: fragments visited before. */
function mayHoldUntold(file: PolicyFile | undefined, workspace: string | null, state: ServiceState, seen: Set<string>): boolean {
  if (file === undefined) return true;
  if (!file.ok) return false;
  if (untoldIn(file.document).length > 0 || hasStep(file.document.flow, answersByPage)) return true;
  return [...file.document.sections.values()].some(({ statements }) =>
    runs(statements, (one) => {
      if (one.kind !== 'include-fragment' || seen.has(one.fragment)) return false;
      seen.add(one.fragment);
      return mayHoldUntold(state.fragment(one.fragment, workspace), workspace, state, seen);
    }),
  );
}

function runs(statements: readonly Statement[], isSuch: (one: Statement) => boolean): boolean {
  return statements.some((one) => isSuch(one) || (one.kind === 'policy' && runs(one.nested, isSuch)));
}
