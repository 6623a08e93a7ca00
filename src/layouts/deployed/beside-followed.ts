import { embeddedBeside, type EmbeddedPolicies } from '../embedded-policy.js';
import type { DeployedSite } from './deployed-site.js';
import type { TreeTexts } from './tree-texts.js';

/** What a file of code that a site is made of holds of policies beside those that are followed; null: nothing; undefined: no site is made of it. */
export function besideFollowed(path: string, sites: readonly DeployedSite[], files: TreeTexts): EmbeddedPolicies | null | undefined {
  const made = /\.(?:bicep|bicepparam|jsonc?)$/i.test(path) ? sites.filter((site) => site.covers(path)) : [];
  const text = made.length === 0 ? null : files.text(path);
  if (text === null || text === undefined) return undefined;
  const places = sites.flatMap((site) => [...site.placesIn(path)]);
  return embeddedBeside(text, places);
}

/** What parts names of files, and their last words, from what is round them. */
const between = /[\s'"`/\\<>{}()[\],;:=|&]+/;
const ending = /^.*\.\w+/;

/** Names of files, as far as a text can mention them: their last words. A name that is put together has its ending alone. */
export function mentionsIn(text: string): readonly string[] {
  return text.split(between).flatMap((word) => ending.exec(word) ?? []);
}

/** Whether one of these mentions may be of a file. */
export function isMentioned(path: string, mentions: ReadonlySet<string>): boolean {
  const word = path.split(between).at(-1) ?? path;
  return mentions.has(word) || mentions.has(word.slice(word.lastIndexOf('.')));
}
