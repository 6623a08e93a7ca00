import type { InitialCall, InitialClause } from '../contracts/initial-contracts.js';
import { isPortalOrigin } from '../cors/portal.js';
import { schemaAddress } from '../text/home.js';
import { escapeTerminal, inertLogLine, jsonText, oneLine } from './escape.js';

/** A contracts file that describes the current state. */
export function contractsFile(initial: readonly InitialClause[]): string {
  const clauses = initial.filter(({ title }) => title.code !== 'not-known');
  const untold = initial.filter(({ title }) => title.code === 'not-known').flatMap(({ call }) => call);
  const apps = appsOf(clauses);
  const names = namesOf(clauses, apps);
  return [
    `# yaml-language-server: $schema=${schemaAddress('contracts')}`,
    '# What web apps can call from a browser, and who cannot. Written from the policies as they are: keep what you mean to promise, and name it in',
    '# your words. `apim-cors contracts` checks it.',
    ...(apps.size === 0 ? [] : ['apps:', ...[...apps].map(([origin, name]) => `  ${word(name)}: ${word(origin)}`)]),
    'contracts:',
    ...clauses.flatMap((clause, index) => clauseLines(clause, names[index] ?? '', apps)),
    ...(untold.length === 0 ? [] : ['  # Who else can call these depends on what this repository does not decide, so nothing is promised of that:']),
    ...untold.map((one) => `  #   ${callText(one)}${noteOf(one)}`),
    '',
  ].join('\n');
}

function clauseLines(clause: InitialClause, name: string, apps: ReadonlyMap<string, string>): readonly string[] {
  const { promise, origins, call, headers, credentials } = clause;
  const isList = call.length > 4 || (call.length > 1 && call.some((one) => noteOf(one) !== ''));
  const note = call.length === 1 && call[0] !== undefined ? noteOf(call[0]) : '';
  return [
    `  - name: ${word(name)}`,
    `    ${promise}: ${oneOrList(origins.map((origin) => word(apps.get(origin) ?? origin)))}`,
    ...(isList
      ? ['    call:', ...call.map((one) => `      - ${callText(one)}${noteOf(one)}`)]
      : [`    call: ${oneOrList(call.map(callText))}${note}`]),
    ...(headers.length === 0 ? [] : [`    headers: [${headers.map(word).join(', ')}]`]),
    ...(credentials === 'include' ? ['    credentials: include'] : []),
  ];
}

function callText(call: InitialCall): string {
  if (typeof call === 'string') return word(call);
  const { workspace, api, operation } = call;
  const keys = [
    ...(workspace === null ? [] : [`workspace: ${word(workspace)}`]),
    `api: ${word(api)}`,
    ...(operation === null ? [] : [`operation: ${word(operation)}`]),
  ];
  return `{ ${keys.join(', ')} }`;
}

/** An API's display name as a comment, if its id differs. */
function noteOf(call: InitialCall): string {
  return typeof call === 'string' || call.displayName === null ? '' : ` # ${inertLogLine(escapeTerminal(oneLine(call.displayName, 60)))}`;
}

/** The names of clauses: who, and what; equal names get numbers. */
function namesOf(clauses: readonly InitialClause[], apps: ReadonlyMap<string, string>): readonly string[] {
  const taken = new Set<string>();
  return clauses.map((clause) => {
    const name = nameOf(clause, apps);
    let unique = name;
    for (let number = 2; taken.has(unique); number += 1) unique = `${name} (${number})`;
    taken.add(unique);
    return unique;
  });
}

function nameOf({ title, origins }: InitialClause, apps: ReadonlyMap<string, string>): string {
  switch (title.code) {
    case 'callable':
      return `${shortList(
        origins.map((origin) => apps.get(origin) ?? origin),
        'apps',
      )} can call ${shortList(title.apis, 'APIs')}`;
    case 'nobody-else':
      return `nobody else calls ${shortList(title.apis, 'APIs')}`;
    case 'nobody':
      return 'no page calls these';
    case 'everybody':
      return 'every page may call these';
    case 'not-known':
      return '';
  }
}

/** Up to two names, otherwise their number. */
function shortList(names: readonly string[], noun: string): string {
  return names.length > 2 ? `${names.length} ${noun}` : names.map((name) => oneLine(name, 60)).join(' and ');
}

function oneOrList(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? '') : `[${words.join(', ')}]`;
}

/** A distinct name for each origin: the developer portal, otherwise the first label of its host, otherwise more of it. */
function appsOf(clauses: readonly InitialClause[]): ReadonlyMap<string, string> {
  const origins = [...new Set(clauses.flatMap((clause) => clause.origins))].filter((origin) => origin !== '*' && origin !== 'null').sort();
  const portals = origins.filter(isPortalOrigin).length;
  const short = new Map(
    origins.map((origin) => [
      origin,
      isPortalOrigin(origin) ? (portals === 1 ? 'developer-portal' : `developer-portal-${shortName(origin)}`) : shortName(origin),
    ]),
  );
  const counts = new Map<string, number>();
  for (const name of short.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [origin, name] of short) {
    const whole =
      counts.get(name) === 1
        ? name
        : origin
            .replace(/^https:\/\//, '')
            .replace(/[^\p{L}\p{N}._-]+/gu, '-')
            .slice(0, 90);
    let unique = whole;
    for (let number = 2; taken.has(unique); number += 1) unique = `${whole}-${number}`;
    taken.add(unique);
    names.set(origin, unique);
  }
  return names;
}

function shortName(origin: string): string {
  const [host = '', port] = origin.replace(/^[^:]+:\/\//, '').split(/:(?=\d+$)/);
  const labels = host.split('.');
  const isAddress = /^[\d.]+$/.test(host) || host.startsWith('[');
  const first = labels.length > 2 && (labels[0] === 'www' || labels[0] === '') ? labels[1] : labels[0];
  const name = (isAddress ? host : (first ?? host))
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 80);
  return `${name === '' || name === 'null' ? 'app' : name}${port === undefined ? '' : `-${port}`}`;
}

/** A YAML scalar with this text, whatever it contains. */
function word(text: string): string {
  const isPlain =
    /^[A-Za-z][\w./@+-]*(?:[ :][\w./@+-]+)*$/.test(text) && !/^(?:null|true|false|yes|no|on|off|y|n|~)$/i.test(text) && !/: |:$/.test(text);
  return isPlain ? text : jsonText(text);
}
