import type { Location } from '../review/review.js';
import { runGit } from './git-process.js';

/**
 * The day of the last change to each line, by path and line, from `git blame` of a commit (author's time, in UTC). Lines without a known day are left out:
 * older than a shallow checkout, or git fails. `most`: files that are read.
 */
export async function lineDates(
  folder: string,
  commit: string,
  places: readonly Location[],
  most: number,
): Promise<ReadonlyMap<string, ReadonlyMap<number, string>>> {
  const dates = new Map<string, ReadonlyMap<number, string>>();
  // In a cut-off history the oldest commit did not write its lines; otherwise it is the first commit, which did.
  const shallow = await runGit(folder, ['rev-parse', '--is-shallow-repository']);
  const whole = shallow.stdout.toString('utf8').trim() === 'false' ? ['--root'] : [];
  for (const path of [...new Set(places.map((place) => place.path))].slice(0, most)) {
    const { code, stdout } = await runGit(folder, ['blame', ...whole, '--line-porcelain', commit, '--', path]);
    if (code === 0) dates.set(path, readBlame(stdout.toString('utf8')));
  }
  return dates;
}

/** Reads `git blame --line-porcelain`: for each line a header, `author-time`, `boundary` at the end of the history, and a tab before the line itself. */
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
