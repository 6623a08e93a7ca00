import type { ContractProblem } from '../../effective/contract-problem.js';

const originForm = 'write scheme, host and port as in https://app.contoso.com:8443';
const patternForm = ', or a pattern such as https://*.contoso.com or http://localhost:*';

/** The problem in a contracts file, its place, and the correction: one line, including text of the file. */
export function contractProblemText({ code, given }: ContractProblem): string {
  switch (code) {
    case 'empty':
      return 'it is empty: write contracts, each with name, call, and one of allow, only or deny';
    case 'form':
      return given.text;
    case 'app-name':
      return `an app (line ${given.line}) cannot be called '${shown(given.name)}'; write letters, digits, spaces, ".", "_" and "-"`;
    case 'app-unknown': {
      const hint = given.meant === null ? '; name it under apps, or write its origin' : didYouMean(given.meant);
      return `there is no app '${shown(given.name)}' (line ${given.line})${hint}`;
    }
    case 'no-origin':
      return `'${shown(given.text)}' (line ${given.line}) is no origin; ${originForm}${given.patterns ? patternForm : ''}`;
    case 'pattern-allowed':
      return `allow takes apps and origins only, not '${shown(given.text)}' (line ${given.line}); list each origin`;
    case 'same-name':
      return `'${shown(given.name)}' (line ${given.line}) is the name of the contract in line ${given.first} too; each needs a name of its own`;
    case 'no-promise': {
      const has = given.promises.length === 0 ? 'says nothing' : `has ${given.promises.join(' and ')}`;
      return `contract '${shown(given.name)}' (line ${given.line}) ${has}; write one of allow, only or deny`;
    }
    case 'no-call':
      return `'${shown(given.text)}' (line ${given.line}) is no call; write "GET,PUT /orders/{id}", "* /orders/**", * or { api: orders }`;
    case 'no-header':
      return `'${shown(given.text)}' (line ${given.line}) is no name of a header`;
    case 'browsers-header':
      return `'${shown(given.text)}' (line ${given.line}) is the browser's own header, which no script sets; leave it out`;
    case 'no-environment':
      return `there is no environment '${shown(given.name)}' (line ${given.line})${environmentHint(given.meant, given.environments)}`;
    case 'matches-nothing': {
      const hint = given.meant === null ? '; write a path as API path and template, or * for every operation' : didYouMean(given.meant);
      return `contract '${shown(given.name)}' (line ${given.line}) matches no operation: ${given.call.map(shown).join(', ')}${hint}`;
    }
  }
}

/** The correction for a missing environment, with its separator. `meant`: the one probably meant. */
export function environmentHint(meant: string | null, environments: readonly string[]): string {
  if (environments.length === 0) return '; no file of an environment is there, such as configuration.prod.yaml';
  return meant === null ? `; there are: ${environments.slice(0, 20).join(', ')}` : didYouMean(meant);
}

function didYouMean(meant: string): string {
  return `; did you mean '${meant}'?`;
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
