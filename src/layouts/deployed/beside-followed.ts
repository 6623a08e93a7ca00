import { embeddedBeside, type EmbeddedPolicies } from '../embedded-policy.js';
import type { DeployedSite } from './deployed-site.js';
import type { TreeTexts } from './tree-texts.js';

/** Policies in a code file of a site besides those that are followed; null: none; undefined: no site uses the file. */
export function besideFollowed(path: string, sites: readonly DeployedSite[], files: TreeTexts): EmbeddedPolicies | null | undefined {
  const made = /\.(?:bicep|bicepparam|jsonc?)$/i.test(path) ? sites.filter((site) => site.covers(path)) : [];
  const text = made.length === 0 ? null : files.text(path);
  if (text === null || text === undefined) return undefined;
  const places = sites.flatMap((site) => [...site.placesIn(path)]);
  return embeddedBeside(text, places);
}

/** Characters around file names. */
const between = /[\s'"`/\\<>{}()[\],;:=|&]+/;
const ending = /^.*\.\w+/;

/** Names of files that a text may mention: their last words. A computed name only has its extension. */
export function mentionsIn(text: string): readonly string[] {
  return text.split(between).flatMap((word) => ending.exec(word) ?? []);
}

/** Whether one of these mentions may mean a file. */
export function isMentioned(path: string, mentions: ReadonlySet<string>): boolean {
  const word = path.split(between).at(-1) ?? path;
  return mentions.has(word) || mentions.has(word.slice(word.lastIndexOf('.')));
}
