// Gives equal modules of several bundles the same number.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The beginning of a module in ncc's output, and its number. */
const heading = /^\/\*{3}\/ (\d+):\n/gm;
/** The end of the last module in an entry, before the loading code. */
const end = '\n/***/ })';
/** References to a module: by another one that needs it, immediately or lazily. */
const named = /(__\w+_require__(?:\(|\.bind\(__\w+_require__, ))(\d+)(?=\))/g;
/** The chunks that a lazy import waits for, which differ between bundles. */
const chunksWaitedFor = /\b__\w+_require__\.e\([^)]*\)/g;
/** The last line of each joined file. If webpack puts files into one module, the last is the referenced one. */
const nameLine = /^\/\/ joined as (\S+)$/gm;

/** Appends its own name to each file of `folder`, for `withOwnNumbers`. */
export function nameFiles(folder) {
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    writeFileSync(path, `${readFileSync(path, 'utf8')}// joined as ${file}\n`);
  }
}

/**
 * webpack numbers a module by a hash of its file's name, with another number for a collision: then that module and all references to it differ between bundles
 * and could not be shared. Here one number stands for one file in all bundles; for a package's module, for its text and webpack's number. `written`: text by
 * file name, of one bundle. `numbers`: those assigned so far, by what they stand for; extended here. Returns the texts with these numbers.
 */
export function withOwnNumbers(written, numbers) {
  const ids = new Map();
  for (const [id, text] of [...written.values()].flatMap(modulesIn)) {
    const plain = text.replace(chunksWaitedFor, '').replace(named, '$1');
    const key = [...text.matchAll(nameLine)].at(-1)?.[1] ?? `${id} ${createHash('sha256').update(plain).digest('hex')}`;
    if (!numbers.has(key)) numbers.set(key, String(numbers.size + 1));
    ids.set(id, numbers.get(key));
  }
  const numberOf = (id) => {
    const own = ids.get(id);
    if (own === undefined) throw new Error(`module ${id} is named and is nowhere`);
    return own;
  };
  return new Map(
    [...written].map(([file, text]) => [
      file,
      text.replace(heading, (_, id) => `/***/ ${numberOf(id)}:\n`).replace(named, (_, before, id) => `${before}${numberOf(id)}`),
    ]),
  );
}

/** The modules of a file, each with number and text. */
function modulesIn(text) {
  const starts = [...text.matchAll(heading)];
  return starts.map(({ 0: { length }, 1: id, index }, at) => {
    const part = text.slice(index + length, starts[at + 1]?.index ?? text.length);
    const last = part.lastIndexOf(end);
    return [id, last < 0 ? part : part.slice(0, last)];
  });
}
