import type { Location } from '../review/review.js';
import { runGit } from './git-process.js';

/**
 * The day on which each line was last written, by path and then by line, as `git blame` of a commit tells (author's time, in UTC). A line of which the
 * history does not tell is left out: the checkout is a shallow one and the line is older, or git fails. `most`: files that are asked for.
 */
export async function lineDates(
  folder: string,
  commit: string,
  places: readonly Location[],
  most: number,
): Promise<ReadonlyMap<string, ReadonlyMap<number, string>>> {
  const dates = new Map<string, ReadonlyMap<number, string>>();
  // Where the history is cut off, the oldest commit there is wrote no line; elsewhere it is the first one, which did.
  const shallow = await runGit(folder, ['rev-parse', '--is-shallow-repository']);
  const whole = shallow.stdout.toString('utf8').trim() === 'false' ? ['--root'] : [];
  for (const path of [...new Set(places.map((place) => place.path))].slice(0, most)) {
    const { code, stdout } = await runGit(folder, ['blame', ...whole, '--line-porcelain', commit, '--', path]);
    if (code === 0) dates.set(path, readBlame(stdout.toString('utf8')));
  }
  return dates;
}

/** Reads `git blame --line-porcelain`: a header line a line of the file, `author-time`, `boundary` where the history ends there, a tab before the line itself. */
function readBlame(text: string): ReadonlyMap<number, string> {
  const dates = new Map<number, string>();
  let [line, time, isCut] = [0, 0, false];
  for (const row of text.split('\n')) {
    const start = /^[0-9a-f]{40,64} \d+ (\d+)(?: \d+)?$/.exec(row);
    if (row.startsWith('\t')) {
      if (!isCut && time > 0 && time < 253_402_300_800) dates.set(line, new Date(time * 1000).toISOString().slice(0, 10));
    } else if (start !== null) [line, time, isCut] = [Number(start[1]), 0, false];
    else if (row.startsWith('author-time ')) time = Number(row.slice('author-time '.length));
    else if (row === 'boundary') isCut = true;
  }
  return dates;
}
