import { shortHash } from './condition-word.js';
import { pool, type ElementReader } from './element-reader.js';
import { branchCondition } from './options-branch.js';
import type { HeaderWriter, SectionName } from './policy.js';
import { policyElementsOf } from './sections-within.js';
import { trimmed } from '../text/white-space.js';
import { attributeOf, type XmlElement } from '../xml/document.js';

/** Every `<set-header>` inside an element of this section, at any depth, that writes a CORS header. */
export function headersWrittenIn(section: XmlElement, name: SectionName | 'fragment', elements: ElementReader): readonly HeaderWriter[] {
  if (!elements.mayHold('set-header', section)) return [];
  const found: HeaderWriter[] = [];
  const walk = (element: XmlElement, inside: string | null, conditions: readonly string[]): void => {
    const children = policyElementsOf(element);
    const word = shortHash([inside ?? '', ...conditions].join('\n'));
    const around = inside === null ? null : { ...elements.place(element), conditions: word };
    // Computed once for all branches.
    let otherwise: readonly string[] | null = null;
    for (const child of children) {
      const header = child.name === 'set-header' ? trimmed(attributeOf(child, 'name')?.value ?? '').toLowerCase() : '';
      if (header.startsWith('access-control-'))
        found.push({ section: name, inside, around, conditions, header: pool.of(header.slice(0, 80)), element: elements.snapshot(child) });
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
