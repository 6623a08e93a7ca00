import { directivesIn, isOpen, withoutDirectives } from '../text/open-parts.js';
import { mindsOrigin } from './origin-policies.js';
import { answeringPolicies, type PolicyDocument, type PolicyFile, type Section } from './policy.js';

/** True if the document holds nothing that could be CORS and inherits everywhere: evaluation may skip it. */
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

/** It writes no response headers by hand, and inherits those of broader scopes. */
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
    // Answers and origin checks are ends; most policies have none.
    else if (statement.ends !== null && (statement.names.some((name) => answeringPolicies.has(name)) || mindsOrigin(statement))) return false;
  }
  return bases === 1;
}

/** Filled-in parts among the policies of `<inbound>` or a fragment, and directives that decide such parts, in order, without the ends of directives. */
export function holesOf({ notUnderstood }: PolicyDocument): PolicyDocument['notUnderstood'] {
  if (notUnderstood.length === 0) return notUnderstood;
  return notUnderstood.filter(
    ({ kind, inside, written }) =>
      kind === 'text' &&
      (inside === 'inbound' || inside === 'fragment') &&
      isOpen(written, 'origin') &&
      (withoutDirectives(written) !== '' || directivesIn(written).some((one) => !/^end(?:if|for)$/.test(one))),
  );
}
