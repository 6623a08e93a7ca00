import { shortHash } from './condition-word.js';
import { pool, type ElementReader } from './element-reader.js';
import { branchCondition } from './options-branch.js';
import type { HeaderWriter, SectionName } from './policy.js';
import { policyElementsOf } from './sections-within.js';
import { mayBecome } from '../text/open-parts.js';
import { trimmed } from '../text/white-space.js';
import { attributeOf, type XmlElement } from '../xml/document.js';

/**
 * Every `<set-header>` inside an element of this section, at any depth, that writes a header of CORS. `names`: those that say which by their name,
 * or those of which it is open.
 */
export function headersWrittenIn(
  section: XmlElement,
  name: SectionName | 'fragment',
  elements: ElementReader,
  names: 'named' | 'open' = 'named',
): readonly HeaderWriter[] {
  if (!elements.mayHold('set-header', section)) return [];
  const found: HeaderWriter[] = [];
  const walk = (element: XmlElement, inside: string | null, conditions: readonly string[]): void => {
    const children = policyElementsOf(element);
    const word = shortHash([inside ?? '', ...conditions].join('\n'));
    const around = inside === null ? null : { ...elements.place(element), conditions: word };
    // Computed once for all branches.
    let otherwise: readonly string[] | null = null;
    for (const child of children) {
      const header = child.name === 'set-header' ? headerOf(child, names) : null;
      if (header !== null) found.push({ section: name, inside, around, conditions, ...header, element: elements.snapshot(child) });
      else if (elements.mayHold('set-header', child)) {
        if (child.name === 'otherwise') otherwise ??= [...conditions, ...children.flatMap(branchCondition)];
        const under = child.name === 'otherwise' ? otherwise : child.name === 'when' ? [...conditions, ...branchCondition(child)] : conditions;
        walk(child, pool.of(child.name), under ?? conditions);
      }
    }
  };
  walk(section, null, []);
  return found;
}

/** What may be written by a header whose name is open. Those of preflights alone are not asked for: by then the page has its answer. */
const readByPages = ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers'] as const;

/** null: it is another one. */
function headerOf(element: XmlElement, names: 'named' | 'open'): Pick<HeaderWriter, 'header' | 'mayBe'> | null {
  const written = trimmed(attributeOf(element, 'name')?.value ?? '');
  const mayBe = readByPages.filter((name) => mayBecome(written, name));
  if (names === 'open') return mayBe.length > 0 ? { header: written, mayBe } : null;
  const header = written.toLowerCase();
  return header.startsWith('access-control-') && mayBe.length === 0 ? { header: pool.of(header.slice(0, 80)) } : null;
}
