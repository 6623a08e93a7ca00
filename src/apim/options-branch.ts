import { policyElementsOf } from './sections-within.js';
import { detached } from '../text/strings.js';
import { attributeOf, type XmlElement } from '../xml/document.js';
import { expressionCode } from '../text/open-parts.js';
import { answeringPolicies, checkingPolicies, type HeaderWriter } from './policy.js';

const method = String.raw`context\.Request\.Method(?:\.To(?:Upper|Lower)(?:Invariant)?\(\))?`;
const options = `["']OPTIONS["']`;
const comparison = String.raw`(?:,\s*StringComparison\.\w+\s*)?`;

/** Exactly one comparison of the method with OPTIONS. */
const asksAlone = new RegExp(
  [
    String.raw`${method}\s*==\s*${options}`,
    String.raw`${options}\s*==\s*${method}`,
    String.raw`${method}\.Equals\(\s*${options}\s*${comparison}\)`,
    String.raw`${options}\.Equals\(\s*${method}\s*${comparison}\)`,
    String.raw`string\.Equals\(\s*${method}\s*,\s*${options}\s*${comparison}\)`,
  ]
    .map((one) => `^(?:${one})$`)
    .join('|'),
  'i',
);

/**
 * True of a condition that holds only for the method OPTIONS: a comparison with it, alone or joined to others by `&&`. False for all other notations, for they
 * may hold for other methods too.
 */
export function asksForOptions(condition: string): boolean {
  return partsOf(condition).some((part) => asksAlone.test(part));
}

/** The operands of the `&&` in a condition; empty if the condition has any other operator at its top level. */
function partsOf(condition: string): readonly string[] {
  const code = expressionCode(condition);
  if (code === null || code.length > longestCondition || /\|\||\?|[{}]/.test(code)) return [];
  return code.split('&&').map((part) => unbracketed(part.trim()));
}

const longestCondition = 2000;

function unbracketed(part: string): string {
  return part.startsWith('(') && part.endsWith(')') ? part.slice(1, -1).trim() : part;
}

/** The first `<when>` of a policy that asks for OPTIONS and answers, and whether anything else in the policy may answer. */
export interface AnswersInside {
  readonly options: XmlElement | null;
  readonly others: boolean;
}

/** Finds the answers inside a policy. */
export function answersInside(element: XmlElement): AnswersInside {
  let options: XmlElement | null = null;
  let others = false;
  for (const child of policyElementsOf(element)) {
    if (answeringPolicies.has(child.name)) others = true;
    else {
      const inside = answersInside(child);
      const isBranch = child.name === 'when' && asksForOptions(attributeOf(child, 'condition')?.value ?? '');
      if (isBranch && (inside.others || inside.options !== null)) options ??= child;
      else {
        options ??= inside.options;
        others ||= inside.others;
      }
    }
  }
  return { options, others };
}

/**
 * The policy by which a `<choose>` answers every OPTIONS request: in its first `<when>`, whose only condition is the method. Null: there is none, or the text
 * does not tell.
 */
export function answerToOptions(element: XmlElement): XmlElement | null {
  const [when] = element.name === 'choose' ? policyElementsOf(element) : [];
  if (when?.name !== 'when') return null;
  const parts = partsOf(attributeOf(when, 'condition')?.value ?? '');
  if (!parts.every((part) => asksAlone.test(part)) || parts.length === 0) return null;
  const mayEnd = ({ name }: XmlElement): boolean => name === 'choose' || name === 'include-fragment' || name === 'cors' || checkingPolicies.has(name);
  const [first] = policyElementsOf(when).filter((child) => answeringPolicies.has(child.name) || mayEnd(child));
  return first !== undefined && answeringPolicies.has(first.name) ? first : null;
}

/** A header in an answer that lets pages read it, for other methods than OPTIONS too. */
export function letsInByAnswer({ inside, header, conditions }: HeaderWriter): boolean {
  return inside === 'return-response' && header === 'access-control-allow-origin' && !conditions.some(asksForOptions);
}

/** The condition of a `<when>`; empty for any other element. */
export function branchCondition(element: XmlElement): readonly string[] {
  return element.name === 'when' ? [detached(attributeOf(element, 'condition')?.value ?? '')] : [];
}
