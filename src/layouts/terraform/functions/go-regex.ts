import { refused, undecided } from './function-call.js';

/** Most steps that a search may take. */
const mostSteps = 1e8;

const classes: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t\\n\\v\\f\\r ',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

/**
 * A JavaScript pattern for one of RE2, for a text of some length. Undecided if a search could take long: RE2 is linear, this engine is not (nested repetitions,
 * or more repetitions than the text's length allows).
 */
export function goRegex(pattern: string, flags: string, length: number): RegExp {
  let source = pattern;
  let own = `${flags}u`;
  const introduction = /^\(\?([imsU]+)\)/.exec(source);
  if (introduction !== null) {
    source = source.slice(introduction[0].length);
    if (introduction[1]?.includes('U') === true) undecided();
    own += introduction[1] ?? '';
  }
  const bare = source.replace(/\\[^]/g, '  ').replace(/\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/g, 'c');
  const repetitions = bare.match(/[*+]|\{\d+(?:,\d*)?\}/g)?.length ?? 0;
  if (/\)(?:[*+]|\{\d)/.test(bare) || length ** (repetitions + 1) * waysThrough(bare) > mostSteps) undecided();
  try {
    return new RegExp(translated(source), own);
  } catch {
    return refused();
  }
}

/** Upper bound of the number of ways through optional parts and alternatives in groups: each may be tried. */
function waysThrough(bare: string): number {
  let ways = 1;
  const groups: number[] = [];
  for (const sign of bare.replace(/\(\?(?:P?<\w*>|[:=!])/g, '(').replace(/([*+?}])\?/g, '$1')) {
    if (sign === '(') groups.push(1);
    else if (sign === ')') ways *= groups.pop() ?? 1;
    else if (sign === '|' && groups.length > 0) groups.push((groups.pop() ?? 1) + 1);
    else if (sign === '?') ways *= 2;
  }
  return ways;
}

function translated(source: string): string {
  return source
    .replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\\([-"'#%&,:;<=>@_`~! ])/g, (_, sign: string) => (sign === '-' ? '\\-' : sign));
}
