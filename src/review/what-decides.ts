import type { PolicyFile, Statement } from '../apim/policy.js';

/** A policy outside all services, read alone. */
export interface SideOfPolicy {
  readonly file: PolicyFile;
  /** The first line that decides browser access; null if there is none. */
  readonly decidesAt: number | null;
}

/** The first line that decides browser access: of a `<cors>`, or of a written or deleted CORS header. */
export function firstDeciding(file: PolicyFile, bytes: Uint8Array): number | null {
  if (!file.ok) {
    const text = new TextDecoder().decode(bytes).replaceAll('\0', '');
    const at = text.search(/<cors|access-control-/i);
    return at < 0 ? null : text.slice(0, at).split('\n').length;
  }
  const { sections, strayCors, headerWriters } = file.document;
  const lines = [...strayCors.map(({ place }) => place.line), ...headerWriters.map(({ element }) => element.place.line)];
  for (const { statements } of sections.values()) {
    for (const statement of allOf(statements)) if (statement.kind === 'cors') lines.push(statement.element.place.line);
  }
  return lines.length === 0 ? null : Math.min(...lines);
}

/**
 * The line of head from which a policy changes which other policies run, whose `<cors>` may matter: a section loses a `<base />`, or a fragment is included
 * more or less often; also new and deleted policies with inclusions. Null: the same policies run.
 */
export function newlyJoined(before: PolicyFile | null, after: PolicyFile | null): number | null {
  // An unreadable policy is an error of its own.
  if (before?.ok === false || after?.ok === false) return null;
  const [was, is] = [joinsOf(before), joinsOf(after)];
  const gained: number[] = [];
  const lost: number[] = [];
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [older, newer] = [was.get(key)?.lines ?? [], is.get(key)?.lines ?? []];
    if (key.startsWith('base')) {
      // A deleted policy inherits as if it had a `<base />`.
      if (newer.length < older.length && after !== null) lost.push(lineOf(after, was.get(key)?.section));
    } else if (newer.length > older.length) gained.push(newer[older.length] ?? 1);
    else if (newer.length < older.length) lost.push(lineOf(after, was.get(key)?.section));
  }
  const lines = gained.length > 0 ? gained : lost;
  return lines.length === 0 ? null : Math.min(...lines);
}

/** The same for policies embedded in code, recognised by their text as XML or escaped: whether other policies run with them than before. */
export function areNewlyJoined(before: string, after: string): boolean {
  const basesIn = (text: string): number => [...text.matchAll(/(?:<|\\u003c|&lt;)base\b/gi)].length;
  const fragmentsIn = (text: string): string =>
    [...text.matchAll(/(?:<|\\u003c|&lt;)include-fragment\b([^>\n]*)/gi)]
      .map(([, named = '']) => named.replace(/[\s/]+/g, ''))
      .sort()
      .join('\n');
  return (after !== '' && basesIn(after) < basesIn(before)) || fragmentsIn(before) !== fragmentsIn(after);
}

/** The line of a section that lost something; 1 if the section is gone. */
function lineOf(file: PolicyFile | null, section: string | undefined): number {
  if (file?.ok !== true) return 1;
  for (const [name, { place }] of file.document.sections) if (name === section) return place.line;
  return 1;
}

/** By kind and section, or fragment: the lines that join other policies. */
interface Joined {
  readonly section: string;
  readonly lines: number[];
}

function joinsOf(file: PolicyFile | null): ReadonlyMap<string, Joined> {
  const found = new Map<string, Joined>();
  if (file?.ok !== true) return found;
  for (const [section, { statements }] of file.document.sections) {
    const note = (key: string, line: number): void => {
      const known = found.get(key);
      if (known === undefined) found.set(key, { section, lines: [line] });
      else known.lines.push(line);
    };
    for (const statement of allOf(statements)) {
      if (statement.kind === 'base') note(`base ${section}`, statement.place.line);
      else if (statement.kind === 'include-fragment') note(`fragment ${section} ${statement.fragment}`, statement.place.line);
    }
  }
  return found;
}

function* allOf(statements: readonly Statement[]): Iterable<Statement> {
  for (const statement of statements) {
    yield statement;
    if (statement.kind === 'policy') yield* allOf(statement.nested);
  }
}
