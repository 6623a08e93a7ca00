import { policiesMet } from './explanation-notes.js';
import { isRefused, withoutRefused } from '../repairs/refused-origins.js';
import { refKey } from '../text/policy-ref.js';
import type { GrantCandidate, Open } from './request-grants.js';
import type { ExplainTarget } from './request-target.js';

/**
 * What has to be saved together with a change: nothing is deployed while one policy on the request's way is refused. null: no other policy is refused for its
 * origins.
 */
export async function refusedElsewhere({ route }: ExplainTarget, open: Open): Promise<GrantCandidate | null> {
  const texts = new Map<string, GrantCandidate['texts'][number]>();
  const names = new Set<string>();
  for (const { file, scope } of policiesMet(route)) {
    if (file?.ok !== true) continue;
    const refused = route.state.corsElementsOf(file.document, scope).flatMap(({ policy }) => policy.origins.filter(isRefused));
    const { ref } = file.document;
    const document = refused.length === 0 || texts.has(refKey(ref)) ? null : await open(ref);
    const text = document === null ? null : withoutRefused(document.text, 'delete');
    if (text === null) continue;
    texts.set(refKey(ref), { ref, text });
    for (const { text: name } of refused) names.add(name.trim());
  }
  return texts.size === 0 ? null : { title: { code: 'delete-refused', given: { names: [...names] } }, texts: [...texts.values()] };
}

/** A change joined with what has to be saved with it; null: it includes all of that. */
export function savedTogether<Change extends Pick<GrantCandidate, 'title' | 'texts'>>(change: Change, refused: GrantCandidate | null): Change | null {
  const others = refused?.texts.filter(({ ref }) => !change.texts.some((own) => refKey(own.ref) === refKey(ref))) ?? [];
  if (refused === null || others.length === 0) return null;
  return { ...change, title: { code: 'both', given: { first: change.title, second: refused.title } }, texts: [...change.texts, ...others] };
}
