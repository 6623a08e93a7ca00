import { isOpen, isExpression } from '../text/open-parts.js';
import { hiddenCharacterIn, trimmed } from '../text/white-space.js';
import { elementsOf, type XmlDocument, type XmlElement } from '../xml/document.js';
import { answeringPolicies, checkingPolicies, sectionNames, type NotUnderstood } from './policy.js';

type Found = Omit<NotUnderstood, 'line'> & { readonly offset: number };

/** Elements that contain policies. */
export const containers: ReadonlySet<string> = new Set(['choose', 'when', 'otherwise', 'retry', 'wait', 'limit-concurrency']);
const deciding = ['base', 'cors', 'include-fragment', 'set-header', ...containers, ...checkingPolicies, ...answeringPolicies];
const lists = ['allowed-origins', 'allowed-methods', 'allowed-headers', 'expose-headers'];

/** Elements that matter to CORS, by their parent element; `''`: any section. */
const knownIn: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['policies', new Set<string>([...sectionNames, 'cors'])],
  ['', new Set(deciding)],
  ['cors', new Set(lists)],
  ...lists.map((list) => [list, new Set(['origin', 'method', 'header'])] as const),
]);

const flags: ReadonlySet<string> = new Set(['allow-credentials', 'terminate-unmatched-request']);
const knownAttributes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['cors', flags],
  ['allowed-methods', new Set(['preflight-result-max-age'])],
  ['include-fragment', new Set(['fragment-id'])],
]);

/**
 * The parts of a document with `<cors>` that are not understood, in document order. `hasOddNames`: header names may be computed, as far as a scan of the text
 * tells. Linear.
 */
export function notUnderstoodIn(
  { root, text: source, names }: XmlDocument,
  hasOddNames: boolean,
  lineAt: (offset: number) => number,
): readonly NotUnderstood[] {
  const found: Found[] = [];
  // Most documents have none of these elements; then only text needs checking.
  const isPlain = ![...names].some(mattersHere) && !(hasOddNames && names.has('set-header'));
  if (root.name === 'fragment') inContainer(root, true);
  else {
    inHolder(root, 'policies');
    for (const section of elementsOf(root)) {
      if (isSection(section.name)) inContainer(section, section.name === 'outbound' || section.name === 'on-error');
    }
  }
  return found.length === 0 ? none : found.map(({ kind, inside, written, offset }) => ({ kind, inside, written, line: lineAt(offset) }));

  /** `writes`: headers set here belong to the response. */
  function inContainer(container: XmlElement, writes: boolean): void {
    inHolder(container, '');
    if (isPlain) return;
    for (const child of elementsOf(container)) {
      if (child.name === 'cors') inCors(child);
      else if (containers.has(child.name)) inContainer(child, writes);
      else if (child.name === 'return-response') inContainer(child, true);
      else if (child.name === 'set-header' && writes && hasOddNames) ofHeader(child);
      else if (child.name === 'include-fragment') attributesOf(child);
    }
  }

  function inCors(cors: XmlElement): void {
    attributesOf(cors);
    inHolder(cors, 'cors');
    const seen = new Set<string>();
    for (const list of elementsOf(cors)) {
      if (!lists.includes(list.name)) continue;
      if (seen.has(list.name)) found.push({ kind: 'list', inside: 'cors', written: list.name, offset: list.span.start });
      seen.add(list.name);
      attributesOf(list);
      // Text in a list replaces its entries, and is reported as `list`.
      inHolder(list, list.name, false);
    }
  }

  function inHolder(holder: XmlElement, kind: string, hasText = true): void {
    const known = knownIn.get(kind);
    for (const child of hasText && holder.hasOwnText ? holder.children : isPlain ? none : holder.elements) {
      if (child.kind === 'element') {
        if (isAlmost(child.name, known))
          found.push({ kind: 'element', inside: holder.name, written: shortened(child.name), offset: child.span.start });
      } else {
        const text = trimmed(child.text);
        if (text === '') continue;
        const before = beforeText.exec(source.slice(child.span.start, child.span.end))?.[0].length ?? 0;
        found.push({ kind: 'text', inside: holder.name, written: shortened(text), offset: child.span.start + before });
      }
    }
  }

  function attributesOf(element: XmlElement): void {
    const known = knownAttributes.get(element.name);
    for (const { name, value, span } of element.attributes) {
      if (isAlmost(name, known)) found.push({ kind: 'attribute', inside: element.name, written: shortened(name), offset: span.start });
      const isOdd = flags.has(name) && element.name === 'cors' && !/^(?:true|false)$/i.test(trimmed(value)) && !isOpen(value, 'value');
      const isOpenId = name === 'fragment-id' && (isExpression(value) || isOpen(value, 'name'));
      if (isOpenId) found.push({ kind: 'fragment', inside: element.name, written: shortened(trimmed(value)), offset: span.start });
      if (isOdd) found.push({ kind: 'flag', inside: name, written: shortened(value), offset: span.start });
    }
  }

  function ofHeader(element: XmlElement): void {
    const name = element.attribute('name');
    if (name === undefined || !(isExpression(name.value) || isOpen(name.value, 'name') || hiddenCharacterIn(name.value) !== null)) return;
    found.push({ kind: 'header', inside: element.name, written: shortened(trimmed(name.value)), offset: element.span.start });
  }
}

const none: readonly never[] = [];
const beforeText = /^(?:[ \t\r\n]|<!--[^]*?-->)*/;

/** Whether an element of this name has content that is checked, or may be a misspelt element that matters. */
function mattersHere(name: string): boolean {
  return name === 'cors' || name === 'return-response' || name === 'include-fragment' || containers.has(name) || unusual.test(name);
}

/** A name with capitals or a prefix: all elements that matter have neither. */
const unusual = /[^a-z0-9._-]/;

function isAlmost(name: string, known: ReadonlySet<string> | undefined): boolean {
  if (known === undefined || known.has(name)) return false;
  return known.has(name.slice(name.lastIndexOf(':') + 1).toLowerCase());
}

function isSection(name: string): boolean {
  return sectionNames.some((section) => section === name);
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
