import { randomBytes } from 'node:crypto';
import { accessSync, closeSync, constants, fchmodSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ConfigError, InputError } from '../config/errors.js';
import type { FixedText } from '../review/fix.js';
import { linkOnTheWay } from '../sources/links.js';
import { readFiles } from '../sources/read-files.js';
import { applyLineEdits, toLineEdits } from '../text/edit.js';

/** A repaired file for the folder: a checkout may have other line endings than the reviewed text. Throws `InputError` if the file is not the reviewed one. */
export function asOnDisk(root: string, path: string, { before, after }: FixedText): FixedText {
  const place = placeIn(root, path);
  const bytes = readFiles([place], (one) => one).get(place);
  const disk = bytes === undefined ? null : Buffer.from(bytes).toString('utf8');
  if (disk === before) return { before, after };
  if (disk === null || !Buffer.from(disk, 'utf8').equals(Buffer.from(bytes ?? [])) || withoutCr(disk) !== before) {
    throw new InputError(`${path} is not the file that was reviewed: it changed meanwhile, is not checked out, or a filter of git changes it`);
  }
  const changed = applyLineEdits(disk, toLineEdits(before, after));
  if (withoutCr(changed) !== after) throw new InputError(`${path} has line endings that a repair would lose; it is left as it is`);
  return { before: disk, after: changed };
}

/**
 * Writes files of a folder by path: first all of them beside the old ones, then each in its place, with the old mode. Never writes through a link or outside
 * the folder. Throws `ConfigError`: which file cannot be written, and which were.
 */
export function writeFiles(root: string, texts: ReadonlyMap<string, string>): void {
  const written = new Map<string, string>();
  const done: string[] = [];
  let at = '';
  try {
    for (const [path, text] of texts) {
      at = path;
      written.set(path, besides(placeIn(root, path), text));
    }
    for (const [path, beside] of written) {
      at = path;
      renameSync(beside, placeIn(root, path));
      written.delete(path);
      done.push(path);
    }
  } catch (error) {
    const which = done.length === 0 ? 'no file was changed' : `changed before that: ${done.join(', ')}`;
    throw new ConfigError(`${at} cannot be written: ${error instanceof Error ? error.message : String(error)}; ${which}`);
  } finally {
    for (const beside of written.values()) rmSync(beside, { force: true });
  }
}

function placeIn(root: string, path: string): string {
  if (/\p{Cs}/u.test(path)) throw new ConfigError(`${path} is not repaired: its name is no UTF-8`);
  if (path.split('/').some((part) => part === '..' || part === '')) throw new ConfigError(`${path} is outside the folder`);
  const link = linkOnTheWay(root, path);
  if (link !== null) throw new ConfigError(`${path} is not repaired: '${link}' is a symbolic link, which is not followed`);
  return join(root, path);
}

/** Writes a new file beside a writable old one, and returns its path. */
function besides(place: string, text: string): string {
  accessSync(place, constants.W_OK);
  const { mode } = statSync(place);
  const beside = join(dirname(place), `.${basename(place)}.${randomBytes(6).toString('hex')}`);
  const file = openSync(beside, 'wx', 0o600);
  try {
    writeFileSync(file, text, 'utf8');
    fchmodSync(file, mode & 0o7777);
    fsyncSync(file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return beside;
}

function withoutCr(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
