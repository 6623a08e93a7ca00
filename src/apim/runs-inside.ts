import { trimmed } from '../text/white-space.js';
import { childrenNamed, attributeOf, elementsOf, type XmlElement } from '../xml/document.js';
import { pool, answerStatus } from './element-reader.js';
import { answeringPolicies, callerChecks, type PolicyRun } from './policy.js';

/** Policies that limit or check: one of the same name that runs in every request stands in for an inherited one. */
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

/** Policies inside of which others run whenever they do. */
export const runningOthers: readonly string[] = ['choose', 'wait', 'retry', 'limit-concurrency'];

const none: readonly never[] = [];

/**
 * What runs inside a policy whenever the policy runs, of what may stand in for an inherited policy; nothing where it may all be passed over. A
 * `<choose>` takes one of its branches, and none where it has no `<otherwise>`; `<retry>` and `<limit-concurrency>` run what they hold at least once,
 * `<wait>` all of it unless it waits for any (Microsoft Learn, pages of these policies).
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

/** The branch ends in an answer that refuses: no request gets past it. */
function refuses(branch: XmlElement): boolean {
  return elementsOf(branch).some((child) => {
    if (!answeringPolicies.has(child.name)) return false;
    return (answerStatus(child) ?? 0) >= 400;
  });
}
