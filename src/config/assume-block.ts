import { isMap, isScalar, LineCounter, parseDocument, type Pair } from 'yaml';
import { ConfigError } from './errors.js';
import { readConfigYaml, type Plain } from './read-yaml.js';

/** The lines of an `assume:` block, with comments where given; empty if there are no entries. */
export function assumeLines(settled: ReadonlyMap<string, string>, comments: ReadonlyMap<string, string> = new Map()): readonly string[] {
  if (settled.size === 0) return [];
  const lines = [...settled].map(([point, reading]) => {
    const comment = comments.get(point);
    const key = /^[\w-]+$/.test(point) ? point : JSON.stringify(point);
    return `  ${key}: ${reading}${comment === undefined ? '' : ` # ${comment}`}`;
  });
  return ['assume:', ...lines];
}

/**
 * A configuration text with these points settled: a new one (`text` null), or the old one with its block replaced and every other byte kept. Other entries of
 * the block stay. Throws `ConfigError` if the file cannot be read, or its block cannot be separated from the text around it.
 */
export function withAssumeBlock(text: string | null, path: string, settled: ReadonlyMap<string, string>): string {
  if (text === null) return `${assumeLines(settled).join('\n')}\n`;
  const before = readConfigYaml(text);
  const root = before.value ?? {};
  const [problem] = before.problems;
  if (problem !== undefined) throw new ConfigError(`${path}: ${problem.message} (line ${problem.line})`);
  if (!isPlainMap(root)) throw new ConfigError(`${path}: it holds no settings, so nothing can be written into it`);
  const old = root['assume'];
  const kept = isPlainMap(old) ? Object.entries(old).flatMap(([point, value]) => (isWord(value) ? [[point, String(value)] as const] : [])) : [];
  const all = new Map([...kept.filter(([point]) => !settled.has(point)), ...settled]);
  const changed = spliced(text, assumeLines(all));
  const after = readConfigYaml(changed);
  const isSame = JSON.stringify({ ...root, assume: null }) === JSON.stringify({ ...root, assume: null, ...withoutAssume(after.value) });
  if (after.problems.length > 0 || !isSame) throw new ConfigError(`${path}: the block assume: cannot be replaced in this file; write it by hand`);
  return changed;
}

function isPlainMap(value: Plain | undefined): value is Readonly<Record<string, Plain>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema accepts nothing else. */
function isWord(value: Plain): value is string | boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

function withoutAssume(value: Plain): Readonly<Record<string, Plain>> {
  return isPlainMap(value) ? { ...value, assume: null } : {};
}

/** The text with the new block in place of the old one, or appended. */
function spliced(text: string, block: readonly string[]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = block.join(newline);
  const found = blockIn(text);
  if (found !== null) return `${text.slice(0, found.start)}${lines}${text.slice(found.end)}`;
  const end = text === '' || text === '\uFEFF' || text.endsWith('\n') ? '' : newline;
  return `${text}${end}${lines}${newline}`;
}

/** The place of the old block: from its key to the end of its last entry, including a comment on that line. */
function blockIn(text: string): { readonly start: number; readonly end: number } | null {
  const offset = text.startsWith('\uFEFF') ? 1 : 0;
  const counter = new LineCounter();
  const { contents } = parseDocument(text.slice(offset), { lineCounter: counter, uniqueKeys: false, logLevel: 'error', schema: 'core' });
  if (!isMap(contents)) return null;
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === 'assume');
  if (pair === undefined) return null;
  const start = rangeOf(pair.key)?.[0];
  if (start === undefined) return null;
  const last = offset + endOf(pair);
  const line = /[^\r\n]*/.exec(text.slice(last))?.[0] ?? '';
  return { start: offset + start, end: last + (/^\s*(?:#.*)?$/.test(line) ? line.length : 0) };
}

/** The end of a pair, without comments and blank lines after it. */
function endOf({ key, value }: Pair): number {
  if (isMap(value) && value.flow !== true) {
    const last = value.items.at(-1);
    if (last !== undefined) return endOf(last);
  }
  const [, end] = rangeOf(value) ?? rangeOf(key) ?? [0, 0];
  return end;
}

function rangeOf(node: unknown): readonly [number, number, number] | null {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? (node.range as [number, number, number]) : null;
}
