import { segmentsOf, startsOf } from '../apim/path-segments.js';
import type { Service } from '../apim/service.js';
import { PlaceUndecided } from '../config/errors.js';
import { isOpen, mayBecome } from '../text/open-parts.js';

/** The error for a URL that an API may have whose path a template or a pipeline fills in; null: no API may. */
export function undecidedPlace(services: readonly Service[], path: string): PlaceUndecided | null {
  const starts = startsOf(segmentsOf(path));
  for (const { id, path: written, isCurrent } of services.flatMap(({ apis }) => apis)) {
    if (!isCurrent || written === null || !isOpen(written, 'name')) continue;
    // What is filled in may be nothing, and a slash beside it then counts for nothing.
    if (!starts.some((start) => mayBecome(written, start) || mayBecome(written, `/${start}`) || mayBecome(written, `${start}/`))) continue;
    const decided = `the path of API '${id}' is '${written}' here, and these files do not decide what that comes to`;
    return new PlaceUndecided(`Not known whether '${path}' is of API '${id}': ${decided}. If it is, say --api ${id} instead.`, decided);
  }
  return null;
}
