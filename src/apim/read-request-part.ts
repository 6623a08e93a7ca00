import { isExpression, isOpen } from '../text/open-parts.js';
import { attributeOf, childrenNamed, textOf, type XmlElement } from '../xml/document.js';
import { kept, pool } from './element-reader.js';
import type { RequestPart } from './request-part.js';

/** `<rewrite-uri>`: the query that its template has, and anything else. */
export function rewritten(element: XmlElement): readonly RequestPart[] {
  const template = attribute(element, 'template');
  const query = template.split('?')[1] ?? '';
  // A parameter of the path may stand in the query.
  const isKnown = !isExpression(template) && !isOpen(template, 'value') && /^(?:[\w-]+=[\w.~-]*(?:&|$))*$/.test(query);
  const parts = isKnown && query !== '' ? query.split('&').filter((one) => one !== '') : [];
  return [
    { kind: 'request-part', of: 'query', name: null, value: null, how: isKnown ? 'set' : 'open' },
    ...parts.map((one): RequestPart => {
      const at = one.indexOf('=');
      return { kind: 'request-part', of: 'query', name: pool.of(one.slice(0, at)), value: pool.of(one.slice(at + 1)), how: 'filled' };
    }),
  ];
}

/** The part of the request that a policy sets. Unknown if the value is appended. */
export function requestPartOf(element: XmlElement, of: 'header' | 'query'): readonly RequestPart[] {
  const written = attribute(element, 'name');
  const name = pool.of(of === 'query' ? written : written.toLowerCase());
  const action = attribute(element, 'exists-action').toLowerCase();
  if (action === 'delete') return [{ kind: 'request-part', of, name, value: null, how: 'deleted' }];
  const [value, second] = childrenNamed(element, 'value');
  const isSet = value !== undefined && second === undefined && (action === '' || action === 'override' || action === 'skip');
  const text = isSet ? kept(textOf(value).trim()) : null;
  return [{ kind: 'request-part', of, name, value: text, how: text === null ? 'open' : action === 'skip' ? 'filled' : 'set' }];
}

function attribute(element: XmlElement, name: string): string {
  return attributeOf(element, name)?.value.trim() ?? '';
}
