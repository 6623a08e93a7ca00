import { attributeOf, elementsOf, type XmlElement } from '../xml/document.js';
import type { AnswerHeader } from './policy.js';

/** Response headers meant for clients (RFC 9110, RFC 8288, and usual names for paging, limits and request ids). */
const forClients =
  /^(?:etag|link|location|retry-after|content-disposition|(?:x-)?(?:request|correlation)-id|x-(?:total-count|pagination|ratelimit-.+))$/;
const limits: ReadonlySet<string> = new Set(
  ['rate-limit', 'quota', 'llm-token-limit', 'azure-openai-token-limit'].flatMap((name) => [name, `${name}-by-key`]),
);
const named = /^(?:retry-after|remaining-calls|total-calls|remaining-tokens|consumed-tokens|remaining-quota-tokens|tokens-consumed)-header-name$/;

/** Whether a header of this name is meant for clients. */
export function isHeaderForClients(name: string): boolean {
  return isName(name) && forClients.test(name.toLowerCase());
}

/**
 * Headers for clients that the direct children of a section add to responses: those named in rate limits, and those set in outbound. Computed and filled-in
 * names are left out. `line` returns the line of an offset.
 */
export function answerHeadersIn(section: XmlElement, line: (offset: number) => number): readonly AnswerHeader[] {
  const found: AnswerHeader[] = [];
  for (const child of elementsOf(section)) for (const name of namesWrittenBy(child, section)) found.push(answerHeader(child, section, name, line));
  return found;
}

function answerHeader(policy: XmlElement, section: XmlElement, name: string, line: (offset: number) => number): AnswerHeader {
  return { policy: policy.name, line: line(policy.span.start), section: section.name, name };
}

function namesWrittenBy(policy: XmlElement, section: XmlElement): readonly string[] {
  if (policy.name === 'set-header') {
    if (section.name !== 'outbound') return none;
    const name = attributeOf(policy, 'name')?.value.trim() ?? '';
    return isHeaderForClients(name) && attributeOf(policy, 'exists-action')?.value !== 'delete' ? [name] : none;
  }
  if (!limits.has(policy.name)) return none;
  return policy.attributes.flatMap(({ name, value }) => (named.test(name) && isName(value.trim()) ? [value.trim()] : []));
}

const none: readonly never[] = [];

/** A token (RFC 9110) of at most a usual length. */
function isName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,80}$/.test(text);
}
