import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { runCli } from './run-cli.js';

/** Hostile sizes, as a process: each ends with an exit code and a finding where it stands. */

jest.setTimeout(120_000);

const folder = temporaryFolder();

const many = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join('\n');
const policy = (inbound: string): string =>
  `<policies>\n<inbound>\n${inbound}\n</inbound>\n<backend><base /></backend>\n<outbound><base /></outbound>\n<on-error><base /></on-error>\n</policies>`;
const cors = (origins: string): string => `<cors><allowed-origins>${origins}</allowed-origins></cors>`;
const origin = (text: string): string => `<origin>${text}</origin>`;
const app = (index: number): string => origin(`https://a${index}.contoso.com`);

function write(side: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, side);
  writeFiles(join(root, 'apimartifacts'), files);
  return root;
}

const apis = (policies: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(policies).flatMap(([name, text]) => [
      [`apis/${name}/apiInformation.json`, JSON.stringify({ properties: { displayName: name, path: name } })],
      [`apis/${name}/policy.xml`, text],
    ]),
  );

interface Report {
  readonly conclusion: string;
  readonly counts: { readonly error: number };
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly path: string; readonly message: string }[];
  readonly truncated: { readonly findings: number; readonly origins: number } | null;
}

function review(name: string, policies: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}): Report {
  const plain = Object.fromEntries(Object.keys(policies).map((api) => [api, policy(`<base />${cors(app(0))}`)]));
  const base = write(`${name}-base`, { ...apis(plain), 'policy.xml': policy(cors(app(1))) });
  const head = write(`${name}-head`, { ...apis(policies), 'policy.xml': policy(cors(app(1))), ...more });
  const ran = runCli(['review', '--base-dir', base, '--head-dir', head, '--format', 'json'], { timeout: 110_000 });
  expect([ran.code, ran.stderr]).toEqual([1, '']);
  return JSON.parse(ran.stdout) as Report;
}

const fragment = (name: string, inside: string): readonly [string, string] => [
  `policy fragments/${name}/policy.xml`,
  `<fragment>${inside}</fragment>`,
];

const big = { 'named values/big/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'big', value: 'x'.repeat(4_000_000) } }) };
const circle = Object.fromEntries([fragment('circle', `${cors(app(2))}<include-fragment fragment-id="circle" />`)]);
const chain = Object.fromEntries(
  Array.from({ length: 500 }, (_, index) => fragment(`f${index}`, `<include-fragment fragment-id="f${index + 1}" />`)),
);

const beyond: readonly (readonly [name: string, inbound: string, place: string, more: Readonly<Record<string, string>>])[] = [
  ['names', cors(many(16_000, (index) => origin(`{{n${index}}}`))), 'apis/orders', {}],
  ['expressions', cors(many(16_000, (index) => origin(`@(context.Variables["o${index}"])`))), 'apis/orders', {}],
  ['choose', many(120, (index) => `<choose><when condition="@(x${index})">${cors(app(index))}</when></choose>`), 'apis/orders', {}],
  ['elements', many(2000, (index) => cors(app(index))), 'apis/orders', {}],
  ['bases', many(2000, () => '<base />'), '.', {}],
  ['values', cors(many(20_000, (index) => origin(`{{big}}${index}`))), 'apis/orders', big],
  ['circle', '<include-fragment fragment-id="circle" />', 'policy fragments/circle', circle],
  ['chain', '<include-fragment fragment-id="f0" />', 'policy fragments/f7', chain],
];

test.each(beyond)('more than is worked through is an error at its place: %s', (name, inbound, place, more) => {
  const report = review(name, { orders: policy(`<base />${inbound}`) }, more);
  const errors = report.findings.filter(({ rule, severity }) => severity === 'error' && rule === 'not-understood');
  expect(errors.map(({ path }) => path)).toEqual([join('apimartifacts', place, 'policy.xml')]);
});

const commented = (index: number): string => origin(`${'<!--c-->'.repeat(60)}https://a${index}.contoso.com`);
const tooLarge: readonly (readonly [name: string, inbound: string])[] = [
  ['origins', many(40_000, app)],
  ['more origins', many(400_000, app)],
  ['invalid origins', many(100_000, (index) => origin(`contoso${index}/x`))],
  ['comments', many(5000, commented)],
];

test.each(tooLarge)('a policy of four times what API Management saves is not read: %s', (name, origins) => {
  const report = review(`large-${name}`, { orders: policy(`<base />${cors(origins)}`) });
  const errors = report.findings.filter(({ severity, rule }) => severity === 'error' && rule === 'malformed-policy');
  expect(errors.map(({ path }) => path)).toEqual([join('apimartifacts', 'apis', 'orders', 'policy.xml')]);
  expect(errors[0]?.message).toMatch(
    /^The policy has [\d,]+ KiB; API Management saves no more than 256 KiB, and policies over 1,024 KiB are not read\./,
  );
});

test('what a rule finds by the thousand in one policy ends in one finding for the rest', () => {
  const report = review('invalid', { orders: policy(`<base />${cors(many(30_000, (index) => origin(`contoso${index}/x`)))}`) });
  expect(report.counts.error).toBe(2001);
  expect(report.findings.filter(({ message }) => message.includes('finds 28,000 more places in this policy')).length).toBe(1);
  expect(report.findings.filter(({ rule }) => rule === 'not-understood')).toEqual([]);
});

const plain: readonly (readonly [name: string, inbound: string, errors: number, isCut: boolean])[] = [
  ['origins', cors(`${many(24_000, app)}${origin('contoso/x')}`), 1, true],
  // So many comments leave room for fewer origins than a report lists.
  ['comments', cors(`${many(1900, commented)}${origin('contoso/x')}`), 1, false],
];

test.each(plain)('what is long and plain is worked through, and the report lists what it has room for: %s', (name, inbound, errors, isCut) => {
  const report = review(name, { orders: policy(`<base />${inbound}`) });
  expect(report.counts.error).toBeGreaterThanOrEqual(errors);
  expect(report.findings.length).toBeLessThanOrEqual(5000);
  expect(Object.values(report.truncated ?? {}).some((count) => count > 0)).toBe(isCut);
  expect(report.findings.filter(({ rule }) => rule === 'not-understood')).toEqual([]);
});
