import { isOpen } from '../text/open-parts.js';
import { mindsOrigin } from './origin-policies.js';
import { answeringPolicies, type PolicyDocument, type PolicyFile, type Section } from './policy.js';

/** True when the document neither holds anything that could be CORS nor cuts the chain: the scope then might as well have no document. */
export function isTransparent(file: PolicyFile | null): boolean {
  if (file === null) return true;
  if (!file.ok || (file.otherwise !== undefined && !isTransparent(file.otherwise))) return false;
  const known = transparency.get(file.document);
  if (known !== undefined) return known;
  const inbound = file.document.sections.get('inbound');
  const answer = inbound !== undefined && holesOf(file.document).length === 0 && passesThrough(inbound) && leavesAnswers(file.document);
  transparency.set(file.document, answer);
  return answer;
}

const transparency = new WeakMap<PolicyDocument, boolean>();

/** Nothing is written by hand into answers here, and whatever broader scopes write is. */
function leavesAnswers({ headerWriters, outbound }: PolicyDocument): boolean {
  return (
    outbound.inherits && outbound.fragments.length + outbound.opens.length === 0 && !headerWriters.some((writer) => writer.section === 'outbound')
  );
}

function passesThrough(inbound: Section): boolean {
  let bases = 0;
  for (const statement of inbound.statements) {
    if (statement.kind === 'base') bases += 1;
    else if (statement.kind !== 'others') return false;
    // What answers is an end, and so is what minds the origin: most have none.
    else if (statement.ends !== null && (statement.names.some((name) => answeringPolicies.has(name)) || mindsOrigin(statement))) return false;
  }
  return bases === 1;
}

/** What stands among the policies of `<inbound>` or of a fragment and is filled in, or decides what is; in order. An end of a directive is none. */
export function holesOf({ notUnderstood }: PolicyDocument): PolicyDocument['notUnderstood'] {
  if (notUnderstood.length === 0) return notUnderstood;
  return notUnderstood.filter(
    ({ kind, inside, written }) =>
      kind === 'text' &&
      (inside === 'inbound' || inside === 'fragment') &&
      isOpen(written, 'origin') &&
      !/^(?:%\{~?\s*end(?:if|for)\s*~?\}\s*)+$/.test(written),
  );
}
