import { policyName } from '../layouts/policy-content.js';
import type { Opened, Sides } from './sides.js';

/**
 * New services of head inside one that both sides have, in a layout that keeps services apart, with the file to report. Which of the two is deployed is
 * unknown. One that replaces another there has moved, and is compared with it.
 */
export function newInsideOthers({ head: tree }: Sides, { base, head }: Opened): readonly string[] {
  const places: string[] = [];
  for (const [index, after] of head.surveys.entries()) {
    const before = base.surveys[index];
    if (after.areApart !== true || before === undefined) continue;
    const [was, is] = [before, after].map(({ sites }) => new Set(sites.map(({ root }) => root)));
    const [gone, come] = [only(was, is), only(is, was)];
    for (const outer of was ?? []) {
      if (is?.has(outer) !== true) continue;
      const inside = come.filter((root) => isInside(root, outer));
      if (inside.length <= gone.filter((root) => isInside(root, outer)).length) continue;
      for (const root of inside) {
        const files = [...tree.entries.keys()].filter((path) => isInside(path, root)).sort();
        const place = files.find((path) => policyName.test(path) && after.claims(path)) ?? files[0];
        if (place !== undefined) places.push(place);
      }
    }
  }
  return [...new Set(places)];
}

function only(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): readonly string[] {
  return [...(one ?? [])].filter((root) => other?.has(root) !== true);
}

function isInside(path: string, folder: string): boolean {
  return folder === '' ? path !== '' : path.startsWith(`${folder}/`);
}
