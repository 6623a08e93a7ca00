import type { UnreviewedFile } from '../layouts/layout.js';
import type { Sides } from './sides.js';

/** Lines that decide browser access or supply values for it: policies, and values that are an origin or all. */
const decides = /<\s*(?:cors|origin)\b|access-control-|\bvalue["']?\s*:\s*["']?(?:\*|null\b|https?:\/\/[^\/\s"'#]+\/?(?=["'\s,}]|$))/i;

/**
 * Publisher configurations that are not evaluated and whose access-deciding lines changed: each with the first such line of head. `files`: those that the
 * change touches.
 */
export async function unreadConfigurations(
  { base, head }: Sides,
  files: readonly Pick<UnreviewedFile, 'path'>[],
): Promise<readonly { path: string; line: number }[]> {
  const paths = files.map(({ path }) => path);
  const isFile = (side: Sides['base'], path: string): boolean => side.entries.get(path)?.kind === 'file';
  const before = await base.read(paths.filter((path) => isFile(base, path)));
  const after = await head.read(paths.filter((path) => isFile(head, path)));
  return paths.flatMap((path) => {
    const [was, is] = [linesOf(before.get(path)), linesOf(after.get(path))];
    const [known, present] = [new Set(was), new Set(is)];
    const fresh = is.findIndex((line) => decides.test(line) && !known.has(line));
    const isGone = was.some((line) => decides.test(line) && !present.has(line));
    return fresh >= 0 || isGone ? [{ path, line: Math.max(fresh, 0) + 1 }] : [];
  });
}

/** Whether it looks like a publisher configuration and belongs to no environment. */
export function isAsideConfiguration({ says }: { readonly says: { readonly code: string } }): boolean {
  return says.code === 'configuration-named-otherwise';
}

function linesOf(bytes: Uint8Array | undefined): readonly string[] {
  return bytes === undefined
    ? []
    : new TextDecoder()
        .decode(bytes)
        .split('\n')
        .map((line) => line.trim());
}
