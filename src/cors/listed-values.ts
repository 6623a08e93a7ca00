import type { ElementSnapshot } from '../apim/policy.js';
import { isExpression, isOpen } from '../text/open-parts.js';

/** Whether a `<check-header>` lists its values, all of them known, and this is none of them. */
export function isOtherThanListed(element: ElementSnapshot, sent: string): boolean {
  const values = element.children.flatMap(({ name, text }) => (name === 'value' ? [text.trim()] : []));
  const ignores = element.attributes.find(({ name }) => name === 'ignore-case')?.value.trim();
  if (values.length === 0 || [...values, ignores ?? ''].some((one) => isExpression(one) || isOpen(one, 'value'))) return false;
  const like = ignores?.toLowerCase() === 'true' ? (one: string): string => one.toLowerCase() : (one: string): string => one;
  return values.every((one) => like(one) !== like(sent.trim()));
}
