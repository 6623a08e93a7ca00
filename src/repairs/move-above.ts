import type { PolicyRef } from '../text/policy-ref.js';
import { elementsOf, type XmlElement } from '../xml/document.js';
import { moveBefore } from '../xml/edit-elements.js';
import type { Place } from '../apim/policy.js';
import { takesNothing } from './promises.js';
import type { PolicyText, Repair, RepairDesk } from './repair.js';
import { at, elementAt, follow, pathTo, rewrite, type RewriteStep } from './rewrite.js';
import type { RepairTitle } from './title.js';

/** What brings a `<cors>` into a section, the most likely intention first. */
const bringers = ['cors', 'base', 'include-fragment'] as const;

/**
 * Moves what brings a `<cors>` above a policy of the same section that affects it: first the nearest alone, then all behind the policy. `place`: of that
 * policy, or of the element around it. No repair if no `<cors>` follows in this document.
 */
export async function moveCorsAbove(desk: RepairDesk, ref: PolicyRef, place: Place): Promise<readonly Repair[]> {
  const document = await desk.open(ref);
  let element = document === null ? null : elementAt(document, place);
  while (element?.parent != null && element.parent.parent !== document?.root && element.parent !== document?.root) element = element.parent;
  if (document === null || element?.parent == null) return [];
  const siblings = elementsOf(element.parent);
  const later = siblings.slice(siblings.indexOf(element) + 1).filter(({ name }) => nameOf(name) !== null);
  const nearest = bringers.map((name) => later.find((one) => one.name === name)).find((one) => one !== undefined);
  if (nearest === undefined) return [];
  const above = element;
  const ways = later.length === 1 ? [[nearest]] : [[nearest], later];
  return ways.flatMap((moved) => {
    const text = rewrite(document, stepsOf(moved, above));
    return text === null ? [] : [repairOf(moved, above.name, { ref, text })];
  });
}

function nameOf(name: string): (typeof bringers)[number] | null {
  return bringers.find((one) => one === name) ?? null;
}

/** Moved one after the other: later ones keep their places, and the policy moves down by one. */
function stepsOf(moved: readonly XmlElement[], above: XmlElement): readonly RewriteStep[] {
  const path = pathTo(above);
  return moved.map((one, index) =>
    at(pathTo(one), (document, found) => {
      const first = follow(document, [...path.slice(0, -1), (path.at(-1) ?? 0) + index]);
      return first === null ? null : moveBefore(document, found, first);
    }),
  );
}

function repairOf(moved: readonly XmlElement[], above: string, text: PolicyText): Repair {
  const whats = [...new Set(moved.map(({ name }) => (name === 'include-fragment' ? 'fragment' : name === 'base' ? 'base' : 'cors')))];
  const titles = whats.map((what): RepairTitle => ({ code: 'move-above', given: { what, above } }));
  const brought = whats.find((what) => what !== 'cors');
  return {
    title: titles.reduce((first, second) => ({ code: 'both', given: { first, second } })),
    texts: [text],
    promise: takesNothing,
    certainty: brought === undefined ? 'documented' : 'inferred',
    givesMore: false,
    leansOn: brought === undefined ? null : { code: 'runs-earlier', given: { what: brought, above } },
  };
}
