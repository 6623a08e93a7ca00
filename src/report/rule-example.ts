import { languageOf } from '../layouts/file-language.js';
import { diffLines } from 'diff';
import { isSharedMetadata } from '../layouts/apiops/example.js';
import type { Example, Rule } from '../rules/rule.js';

/** Most lines that fit on the first screen of a rule's page. */
const most = 8;

/**
 * A short example of a rule for the first screen of its page, as lines of a `diff` block: the change in the first example; otherwise the difference between a
 * reported document and an accepted one; otherwise the relevant lines of the first example. Empty: no example has a policy.
 */
export function exampleLines(rule: Rule): readonly string[] {
  const [fails] = rule.fails;
  if (fails === undefined) return [];
  const path = pathOf(fails);
  if (path === null) return [];
  const head = fails.head[path] ?? '';
  const changed = fails.base === undefined ? null : difference(fails.base[path] ?? '', head);
  if (changed !== null && changed.length > 0) return cut(changed);
  const mended = rule.passes
    .flatMap((one) => (one.base === undefined && one.head[path] !== undefined ? [difference(head, one.head[path])] : []))
    .filter((lines) => lines.length > 0)
    .sort((one, other) => one.length - other.length)[0];
  return mended !== undefined && mended.length <= most ? mended : cut(inner(head).map((line) => ` ${line}`));
}

/** The policy that the example is about: a changed one, otherwise the last one by scope. */
function pathOf({ base, head }: Example): string | null {
  const policies = Object.keys(head).filter((path) => languageOf(path) === 'xml' && !isSharedMetadata(path, head[path] ?? ''));
  const changed = base === undefined ? undefined : policies.find((path) => base[path] !== head[path]);
  return changed ?? policies.at(-1) ?? null;
}

/** Removed and added lines with one line around each place; common indentation is left out. */
function difference(before: string, after: string): readonly string[] {
  const lines = diffLines(before, after).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ sign: added ? '+' : removed ? '-' : ' ', text })),
  );
  const shown = lines.filter(({ sign }, at) => sign !== ' ' || [at - 1, at + 1].some((near) => (lines[near]?.sign ?? ' ') !== ' '));
  if (!shown.some(({ sign }) => sign !== ' ')) return [];
  const margin = Math.min(...shown.filter(({ text }) => text.trim() !== '').map(({ text }) => text.search(/\S/)));
  return shown.map(({ sign, text }) => `${sign}${text.slice(margin)}`);
}

/** The content of `<inbound>`, or the whole text without one. */
function inner(text: string): readonly string[] {
  const found = /<inbound>\n([^]*?)\n *<\/inbound>/.exec(text)?.[1] ?? text.trimEnd();
  const lines = found.split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin));
}

function cut(lines: readonly string[]): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), ' …'];
}
