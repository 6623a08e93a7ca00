import type { HeaderWriter } from '../apim/policy.js';
import { takesOptions } from '../apim/resolve-url.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { requestWriters } from '../cors/cors-chain.js';
import { handWritten } from '../cors/hand-written.js';
import { siteKey } from './origin-site.js';
import type { ServiceState } from './service-state.js';

/** An origin that a policy writes into answers itself, without a `<cors>`. */
export interface WrittenOrigin {
  readonly value: string;
  readonly writer: HeaderWriter;
  readonly scope: ScopeRef;
  readonly targets: readonly Target[];
}

const allowOrigin = 'access-control-allow-origin';

const byState = new WeakMap<ServiceState, readonly WrittenOrigin[]>();

/** Literal values of Access-Control-Allow-Origin, including those of known named values, in hand-written headers; each place once. */
export function writtenOrigins(state: ServiceState): readonly WrittenOrigin[] {
  let known = byState.get(state);
  if (known === undefined) byState.set(state, (known = find(state)));
  return known;
}

function find(state: ServiceState): readonly WrittenOrigin[] {
  const found = new Map<string, { readonly value: string; readonly writer: HeaderWriter; readonly targets: Target[] }>();
  for (const { chain, operation, target } of state.groups) {
    // The answer of an OPTIONS operation is that to preflights.
    const writers = takesOptions(operation) ? chain.written : requestWriters(chain);
    if (writers.length === 0 || chain.steps.some(({ kind }) => kind === 'cors')) continue;
    for (const writer of writers) {
      const { literal, action } = handWritten(writer);
      const [value, ...others] = writer.header === allowOrigin && action !== 'delete' ? (literal ?? []) : [];
      if (value === undefined || others.length > 0) continue;
      const key = `${siteKey(writer.element.place)} ${value}`;
      const one = found.get(key);
      if (one === undefined) found.set(key, { value, writer: writer.original ?? writer, targets: [target] });
      else one.targets.push(target);
    }
  }
  if (found.size === 0) return [];
  const scopes = new Map<string, ScopeRef>();
  for (const { file, scope } of state.remarkable())
    if (file.ok) for (const { element } of file.document.headerWriters) scopes.set(siteKey(element.place), scope);
  return [...found.values()].flatMap(({ value, writer, targets }) => {
    const scope = scopes.get(siteKey(writer.element.place));
    return scope === undefined ? [] : [{ value, writer, scope, targets: mergeTargets(targets) }];
  });
}
