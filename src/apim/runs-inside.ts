import { trimmed } from '../text/white-space.js';
import { childrenNamed, attributeOf, elementsOf, type XmlElement } from '../xml/document.js';
import { pool, answerStatus } from './element-reader.js';
import { answeringPolicies, callerChecks, type PolicyRun } from './policy.js';

/** Policies that limit or check: an own one of the same name that runs in every request replaces an inherited one. */
export const replaceable: ReadonlySet<string> = new Set([
  ...callerChecks,
  'rate-limit',
  'rate-limit-by-key',
  'quota',
  'quota-by-key',
  'set-backend-service',
  'authentication-managed-identity',
  'authentication-basic',
  'authentication-certificate',
  'forward-request',
]);

/** Policies that run the policies inside them. */
export const runningOthers: readonly string[] = ['choose', 'wait', 'retry', 'limit-concurrency'];

const none: readonly never[] = [];

/**
 * Policies that run whenever the policy around them runs and may replace an inherited one; empty if all of them may be skipped. `<choose>` takes one branch, or
 * none without `<otherwise>`; `<retry>` and `<limit-concurrency>` run their content at least once, `<wait>` all of it unless it waits for any (Microsoft Learn,
 * pages of these policies).
 */
export function runsInside(element: XmlElement): readonly PolicyRun[] {
  switch (element.name) {
    case 'choose': {
      if (childrenNamed(element, 'otherwise').length === 0) return none;
      const ways = elementsOf(element).flatMap((branch) => (refuses(branch) ? [] : [runsOf(branch)]));
      return ways.length === 0 || ways.some((way) => way.length === 0) ? none : [{ kind: 'ways', ways }];
    }
    case 'wait':
      return attributeOf(element, 'for')?.value.trim() === 'any' ? none : runsOf(element);
    case 'retry':
    case 'limit-concurrency':
      return runsOf(element);
    default:
      return none;
  }
}

function runsOf(holder: XmlElement): readonly PolicyRun[] {
  return elementsOf(holder).flatMap((child): readonly PolicyRun[] => {
    if (child.name === 'base') return [{ kind: 'base' }];
    if (child.name === 'include-fragment') return [{ kind: 'fragment', id: pool.of(trimmed(attributeOf(child, 'fragment-id')?.value ?? '')) }];
    return replaceable.has(child.name) ? [{ kind: 'policy', name: pool.of(child.name) }] : runsInside(child);
  });
}

/** The branch ends in a refusal: no request passes it. */
function refuses(branch: XmlElement): boolean {
  return elementsOf(branch).some((child) => {
    if (!answeringPolicies.has(child.name)) return false;
    return (answerStatus(child) ?? 0) >= 400;
  });
}
