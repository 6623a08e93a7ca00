import { ConfigError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';
import { pageModes } from '../browser/request-mode.js';
import { checkMode, readHeader, readMethod, readPage } from '../explain/asked-request.js';
import type { Destination, ExplainRequest } from '../explain/explanation.js';

/** The request in a comment. */
export type Command =
  | { readonly kind: 'explain'; readonly asked: ExplainRequest; readonly environment: string | null }
  /** null: the catalogue. */
  | { readonly kind: 'rules'; readonly rule: string | null }
  /** `environment`: only this one and no environment; null: as configured. */
  | { readonly kind: 'contracts'; readonly environment: string | null }
  | { readonly kind: 'help' };

/** A comment that begins with our name. `line`: the command as written. */
export interface AskedCommand {
  readonly line: string;
  /** Throws a one-line `ConfigError`: unknown command, or wrong arguments. */
  readonly read: () => Command;
}

const name = '/apim-cors';
/** Most characters of a command. */
const longestLine = 2000;

/** The command in a comment's first line; null: none for us. */
export function askedIn(body: string): AskedCommand | null {
  if (!body.startsWith(name)) return null;
  const [line = ''] = body.slice(0, longestLine + 2).split(/\r\n|\r|\n/, 1);
  const rest = line.slice(name.length);
  if (rest !== '' && !/^[ \t]/.test(rest)) return null;
  return { line: line.trimEnd(), read: () => readCommand(rest, line.length) };
}

const commands = ['explain', 'rules', 'contracts', 'help'] as const;

function readCommand(text: string, length: number): Command {
  if (length > longestLine) throw new ConfigError(`a command has at most ${longestLine} characters`);
  const [command = 'help', ...rest] = wordsOf(text);
  switch (command) {
    case 'explain':
      return readExplain(rest);
    case 'rules':
      if (rest.length > 1) throw new ConfigError('rules takes one rule, or none for the list of all');
      return { kind: 'rules', rule: rest[0] ?? null };
    case 'contracts':
      return { kind: 'contracts', environment: readArguments('contracts', rest, ['environment']).get('environment')?.[0] ?? null };
    case 'help':
      return { kind: 'help' };
    default:
      throw new ConfigError(`there is no command '${command}'${didYouMean(command, commands)}`);
  }
}

/** Words separated by spaces; spaces in double quotes belong to their word. One pass. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let isQuoted = false;
  let isWord = false;
  for (const character of text) {
    if (character === '"') {
      isQuoted = !isQuoted;
      isWord = true;
    } else if (!isQuoted && (character === ' ' || character === '\t')) {
      if (isWord) words.push(word);
      word = '';
      isWord = false;
    } else {
      word += character;
      isWord = true;
    }
  }
  if (isQuoted) throw new ConfigError('a double quote is not closed');
  if (isWord) words.push(word);
  return words;
}

const argumentNames = [
  'origin',
  'method',
  'api',
  'operation',
  'workspace',
  'url',
  'header',
  'credentials',
  'product',
  'key',
  'environment',
  'mode',
] as const;
type ArgumentName = (typeof argumentNames)[number];

const credentialsModes = ['omit', 'same-origin', 'include'] as const;
const keys = ['none', 'header', 'query'] as const;

function readExplain(words: readonly string[]): Command {
  const given = readArguments('explain', words, argumentNames);
  const one = (argument: ArgumentName): string | null => given.get(argument)?.[0] ?? null;
  const needed = (argument: ArgumentName, example: string): string => {
    const value = one(argument);
    if (value === null) throw new ConfigError(`explain needs ${argument}, as in ${argument}=${example}`);
    return value;
  };
  const page = readPage(needed('origin', 'https://app.contoso.com'));
  const request = {
    origin: page.origin,
    method: readMethod(needed('method', 'PUT')),
    headers: (given.get('header') ?? []).map(readHeader),
    credentials: oneOf('credentials', one('credentials'), credentialsModes) ?? 'same-origin',
  };
  const mode = oneOf('mode', one('mode'), pageModes);
  const key = oneOf('key', one('key'), keys);
  if (mode !== null) checkMode(mode, request, key);
  const more = { ...(mode === null ? {} : { mode }), ...(page.given === null ? {} : { given: page.given }) };
  return {
    kind: 'explain',
    asked: { request, destination: destinationOf(one), product: one('product'), key, ...more },
    environment: one('environment'),
  };
}

function readArguments(command: string, words: readonly string[], names: readonly ArgumentName[]): ReadonlyMap<ArgumentName, readonly string[]> {
  const given = new Map<ArgumentName, readonly string[]>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const before = equals === -1 ? word : word.slice(0, equals);
    const argument = names.find((known) => known === before);
    if (argument === undefined) throw new ConfigError(`${command} knows no '${before}'${didYouMean(before, names)}`);
    if (equals === -1 || equals === word.length - 1) throw new ConfigError(`${argument} has no value: write ${argument}=…`);
    const known = given.get(argument);
    if (known !== undefined && argument !== 'header') throw new ConfigError(`${argument} is given twice`);
    given.set(argument, [...(known ?? []), word.slice(equals + 1)]);
  }
  return given;
}

function destinationOf(one: (argument: ArgumentName) => string | null): Destination {
  const [url, api, operation, workspace] = [one('url'), one('api'), one('operation'), one('workspace')];
  if (url !== null) {
    if ((api ?? operation ?? workspace) !== null) throw new ConfigError('say where the request goes either by url or by api and operation, not both');
    return { kind: 'url', url };
  }
  if (api === null) throw new ConfigError('explain needs api, as in api=orders, or url, as in url=/orders/42');
  return { kind: 'name', workspace, api, operation };
}

function oneOf<Value extends string>(argument: string, given: string | null, values: readonly Value[]): Value | null {
  if (given === null) return null;
  const value = values.find((known) => known === given);
  if (value === undefined) throw new ConfigError(`${argument} is one of ${values.join(', ')}`);
  return value;
}
