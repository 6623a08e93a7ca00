import { entryKeys } from './contracts-schema.js';
import type { ProblemWords } from './problems.js';

/** The words for problems in a contracts file. */
export const contractsWords: ProblemWords = {
  keysAt: (path) => (path.length === 0 ? ['apps', 'contracts'] : path.includes('call') ? ['api', 'operation', 'workspace'] : entryKeys),
  kindAt: () => 'key',
  onUnion: (path, value, line) => {
    const key = path.findLast((part) => typeof part === 'string') ?? '';
    const what = key === 'call' ? '"METHODS PATH", * or a map with api, one or a list of them' : 'text, or a list of texts';
    return `'${key}' ${value === undefined ? 'is missing' : value === null ? 'is empty' : 'cannot be this'}${line}; write ${what}`;
  },
};
