import { attributeOf, elementsOf, type XmlElement } from '../xml/document.js';
import { answeringPolicies } from './policy.js';

/** A comparison with OPTIONS that is no negation; what stands between is short, so that a long text takes linear time. */
const optionsCondition = /(?<!!\s{0,9}[\w.]{0,40})\.Method\b[^"'!]{0,40}["']OPTIONS["']|(?<!!\s{0,9})["']OPTIONS["'][^"'!]{0,40}\.Method\b/i;

/** True of a condition that asks for the method OPTIONS. */
export function asksForOptions(condition: string): boolean {
  return optionsCondition.test(condition);
}

/** What answers inside a policy: the first `<when>` that asks for OPTIONS and answers, and whether anything else in it may answer too. */
export interface AnswersInside {
  readonly options: XmlElement | null;
  readonly others: boolean;
}

/** Looks through a policy that holds some that answer requests themselves. */
export function answersInside(element: XmlElement): AnswersInside {
  let options: XmlElement | null = null;
  let others = false;
  for (const child of elementsOf(element)) {
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
