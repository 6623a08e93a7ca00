// Numbers the modules of several bundles alike.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a module begins in a file as ncc writes it, and its number. */
const heading = /^\/\*{3}\/ (\d+):\n/gm;
/** Where the last one ends in an entry, behind which stands what loads them. */
const end = '\n/***/ })';
/** What names a module: another one that needs it, at once or lazily. */
const named = /(__\w+_require__(?:\(|\.bind\(__\w+_require__, ))(\d+)(?=\))/g;
/** The chunks that a lazy import waits for: another bundle has others. */
const chunksWaitedFor = /\b__\w+_require__\.e\([^)]*\)/g;
/** The line that each joined file ends with. Where webpack has put files into one module, the last is the one that others name. */
const nameLine = /^\/\/ joined as (\S+)$/gm;

/** Writes its own name into each file of `folder`, for `withOwnNumbers` to find. */
export function nameFiles(folder) {
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    writeFileSync(path, `${readFileSync(path, 'utf8')}// joined as ${file}\n`);
  }
}

/**
 * webpack numbers a module by a hash of its file's name, and gives one another number where two have the same: then that module, and all that name it, are other
 * texts in one bundle than in the next, and would stand in both. Here one number stands for one file in all of them; for a module of a package, for its text and
 * webpack's number.
 * `written`: text by file name, of one bundle. `numbers`: those given before, by what they stand for; it grows. Gives the texts with these numbers.
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

/** The modules of a file: each one's number, and its text. */
function modulesIn(text) {
  const starts = [...text.matchAll(heading)];
  return starts.map(({ 0: { length }, 1: id, index }, at) => {
    const part = text.slice(index + length, starts[at + 1]?.index ?? text.length);
    const last = part.lastIndexOf(end);
    return [id, last < 0 ? part : part.slice(0, last)];
  });
}
