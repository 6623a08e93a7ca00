import type { Value } from '../deployed/deployed-value.js';
import { cutText, joinedTexts, openText, plainText } from '../deployed/texts.js';
import { textInBicep } from './bicep-call.js';

/** How many names a resource of a type has, including its parents'. */
export function segmentCount(type: string): number {
  return type.split('/').length - 1;
}

/** The parts of a name with slashes; slashes in undecided parts do not count. */
export function nameSegments(name: Value): readonly Value[] {
  if (name.kind !== 'text') return [name];
  const parts: Value[] = [];
  let start = 0;
  const isOpen = (at: number): boolean => name.pieces.some(({ text, open }) => open !== null && text.start <= at && at < text.end);
  for (let at = name.text.indexOf('/'); at >= 0; at = name.text.indexOf('/', at + 1)) {
    if (isOpen(at)) continue;
    parts.push(cutText(name, start, at));
    start = at + 1;
  }
  return [...parts, cutText(name, start, name.text.length)];
}

/** `/service/x/apis/y`: the Azure id of a resource, from the service on. */
export function idOfResource(type: string, names: readonly Value[]): Value {
  const kinds = type.split('/').slice(1);
  return joinedTexts(
    kinds.flatMap((kind, index) => {
      const name = names[index];
      return [plainText(`/${kind}/`), name === undefined || name.kind === 'object' || name.kind === 'list' ? openText('name') : textInBicep(name)];
    }),
  );
}
