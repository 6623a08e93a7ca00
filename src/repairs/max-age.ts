import type { ElementSnapshot } from '../apim/policy.js';
import { childrenNamed } from '../xml/document.js';
import { setAttribute } from '../xml/edit-elements.js';
import { childNamed, repairElement } from './element-repair.js';
import { onlyDiffers } from './promises.js';
import type { Repair, RepairDesk } from './repair.js';

const attribute = 'preflight-result-max-age';

/** Line of the attribute in a `<cors>`, if it has one. */
export function maxAgeLine(cors: ElementSnapshot): number | undefined {
  return childNamed(cors, 'allowed-methods')?.attributes.find(({ name }) => name === attribute)?.line;
}

/** Writes a number of seconds into a `<cors>`; nothing else may change. */
export function writeMaxAge(desk: RepairDesk, cors: ElementSnapshot, seconds: number): Promise<readonly Repair[]> {
  return repairElement(
    desk,
    cors.place,
    (document, found) => {
      const [methods] = childrenNamed(found, 'allowed-methods');
      return methods === undefined ? null : setAttribute(document, methods, attribute, String(seconds));
    },
    { title: { code: 'write', given: { text: String(seconds) } }, promise: onlyDiffers('max-age') },
  );
}
