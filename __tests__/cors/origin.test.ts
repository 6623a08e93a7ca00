import fc from 'fast-check';
import type { NamedValue } from '../../src/apim/service.js';
import { classifyOrigin } from '../../src/cors/origin-class.js';
import { parseOrigin } from '../../src/cors/origin.js';
import { serialise } from '../../src/cors/serialised-origin.js';
import { isPlainOrigin } from '../../src/cors/plain-origin.js';
import { place } from './chains.js';

const values: Readonly<Record<string, NamedValue>> = {
  host: { kind: 'known', name: 'host', value: 'app.contoso.com', path: '' },
  whole: { kind: 'known', name: 'whole', value: 'https://app.contoso.com/', path: '' },
  any: { kind: 'known', name: 'any', value: '*', path: '' },
  several: { kind: 'known', name: 'several', value: 'https://a.com,https://b.com', path: '' },
  secret: { kind: 'hidden', name: 'secret', path: '' },
  token: { kind: 'token', name: 'token', value: '{#host#}', path: '' },
};

const read = (text: string) => parseOrigin(text, place(), (name) => values[name]);

const a = 'https://a.com';

describe('an origin, as browsers send it', () => {
  test.each<[string, string, readonly string[]]>([
    [a, a, []],
    ['http://a.com', 'http://a.com', []],
    ['https://a.com:8443', 'https://a.com:8443', []],
    ['https://a.com/', a, ['trailing-slash']],
    ['https://a.com:443', a, ['default-port']],
    ['http://a.com:80', 'http://a.com', ['default-port']],
    ['https://a.com:443/', a, ['trailing-slash', 'default-port']],
    ['http://a.com:443', 'http://a.com:443', []],
    ['HTTPS://a.com', a, ['upper-case']],
    ['https://A.com', a, ['upper-case']],
    [' https://a.com ', a, ['white-space']],
    ['\n        https://a.com\n      ', a, ['white-space']],
    ['https://bücher.de', 'https://xn--bcher-kva.de', ['idn']],
    ['https://xn--bcher-kva.de', 'https://xn--bcher-kva.de', []],
    ['http://localhost', 'http://localhost', []],
    ['http://localhost:4300', 'http://localhost:4300', []],
    ['https://192.168.0.1', 'https://192.168.0.1', []],
    ['http://[::1]:8080', 'http://[::1]:8080', []],
    ['https://a_b.com', 'https://a_b.com', []],
    ['https://single', 'https://single', []],
    ['https://a.com:1', 'https://a.com:1', []],
    ['https://a.com:65535', 'https://a.com:65535', []],
    ['capacitor://localhost', 'capacitor://localhost', []],
    ['chrome-extension://abcdef', 'chrome-extension://abcdef', []],
    ['https://{{host}}', 'https://app.contoso.com', []],
    ['{{whole}}', 'https://app.contoso.com', ['trailing-slash']],
    ['https://{{host}}:8443', 'https://app.contoso.com:8443', []],
  ])('%j', (text, origin, tidied) => {
    expect(read(text)).toMatchObject({ kind: 'origin', origin, tidied });
  });
});

describe('no origin', () => {
  test.each<[string, string, readonly string[] | null]>([
    ['', 'empty', null],
    ['   ', 'empty', null],
    ['\u200bhttps://a.com', 'hidden-character', [a]],
    ['https://a\u200d.com', 'hidden-character', [a]],
    ['https://a\u00ad.com', 'hidden-character', [a]],
    ['https://a.com\u00a0', 'hidden-character', [a]],
    ['https://a.com\u0085', 'hidden-character', [a]],
    ['https://a.com\u2028', 'hidden-character', [a]],
    ['\ufeffhttps://a.com', 'hidden-character', [a]],
    ['\u202ehttps://a.com', 'hidden-character', [a]],
    ['*\u200b', 'hidden-character', null],
    ['nu\u2060ll', 'hidden-character', null],
    ['https://\uff41.com', 'bad-host', [a]],
    ['https://\u24d0.com', 'bad-host', [a]],
    ['a.com', 'missing-scheme', [a]],
    ['"https://a.com"', 'missing-scheme', [a]],
    ["'https://a.com'", 'missing-scheme', [a]],
    ['"*"', 'missing-scheme', null],
    ['a.com:8443', 'missing-scheme', ['https://a.com:8443']],
    ['//a.com', 'missing-scheme', [a]],
    ['https:a.com', 'mistyped-scheme', [a]],
    ['https:/a.com', 'mistyped-scheme', [a]],
    ['https//a.com', 'mistyped-scheme', [a]],
    ['https:///a.com', 'mistyped-scheme', [a]],
    ['https://https://a.com', 'mistyped-scheme', [a]],
    ['http://https://a.com/', 'mistyped-scheme', [a]],
    ['https://https//a.com', 'mistyped-scheme', [a]],
    ['https://https:8443/x', 'path', ['https://https:8443']],
    ['https:8443', 'missing-scheme', ['https://https:8443']],
    ['https://a.com/path', 'path', [a]],
    ['https://a.com/path/', 'path', [a]],
    ['https://a.com//', 'path', [a]],
    ['https://a.com\\', 'path', [a]],
    ['https://a.com?x=1', 'query', [a]],
    ['https://a.com#x', 'fragment', [a]],
    ['https://user@a.com', 'userinfo', null],
    ['https://user:pass@a.com', 'userinfo', null],
    ['https://*.a.com', 'sub-domain-wildcard', null],
    ['https://*', 'sub-domain-wildcard', null],
    ['*.a.com', 'pattern-characters', null],
    ['^https://a\\.com$', 'pattern-characters', null],
    ['https://a.com$', 'pattern-characters', null],
    ['https://(a|b).com', 'pattern-characters', null],
    ['https://a.com,https://b.com', 'several-in-one', [a, 'https://b.com']],
    ['https://a.com; https://b.com', 'several-in-one', [a, 'https://b.com']],
    ['https://a.com https://b.com', 'several-in-one', [a, 'https://b.com']],
    ['https://a.com, nothing', 'several-in-one', null],
    ['{{several}}', 'several-in-one', [a, 'https://b.com']],
    ['https://a.com:0', 'bad-port', null],
    ['https://a.com:65536', 'bad-port', null],
    ['https://a.com:080', 'bad-port', null],
    ['https://a.com:', 'bad-port', null],
    ['https://a.com:x', 'bad-port', null],
    ['https://', 'bad-host', null],
    ['https://:8080', 'bad-host', null],
    ['https://a..com', 'bad-host', null],
    ['https://-a.com', 'bad-host', null],
    ['https://a%23.com', 'bad-host', null],
    ['https://a.com.', 'trailing-dot', [a]],
    ['https://127.1', 'non-canonical-ip', ['https://127.0.0.1']],
    ['https://0x7f000001', 'non-canonical-ip', ['https://127.0.0.1']],
    ['http://[0:0:0:0:0:0:0:1]', 'non-canonical-ip', ['http://[::1]']],
    [`https://${'a'.repeat(3000)}`, 'bad-host', null],
  ])('%j', (text, reason, replacements) => {
    expect(read(text)).toMatchObject({ kind: 'invalid', reason, replacements });
  });
});

describe('others', () => {
  test.each<[string, object]>([
    ['*', { kind: 'any' }],
    [' * ', { kind: 'any' }],
    ['{{any}}', { kind: 'any' }],
    ['null', { kind: 'null' }],
    ['NULL', { kind: 'null' }],
    ['{{missing}}', { kind: 'unresolved', cause: 'missing-named-value', canBeAny: true, canBeMany: false, names: ['missing'] }],
    ['{{secret}}', { kind: 'unresolved', cause: 'hidden-named-value', canBeAny: true }],
    ['{{token}}', { kind: 'unresolved', cause: 'token' }],
    ['https://{{missing}}.a.com/', { kind: 'unresolved', canBeAny: false, before: 'https://', after: '.a.com' }],
    ['${origin}', { kind: 'unresolved', cause: 'template', canBeMany: true }],
    ['{origin}', { kind: 'unresolved', cause: 'token' }],
    ['%ORIGIN%', { kind: 'unresolved', cause: 'token' }],
    ['__FRONT__', { kind: 'unresolved', cause: 'token' }],
    ['#{origin}#', { kind: 'unresolved' }],
    ['@(context.Request.OriginalUrl.Host)', { kind: 'unresolved', cause: 'expression', canBeAny: true }],
    ['@(context.Request.Headers.GetValueOrDefault("Origin",""))', { kind: 'unresolved', cause: 'expression', canBeAny: true }],
  ])('%j', (text, entry) => {
    expect(read(text)).toMatchObject(entry);
  });
});

describe('how much an origin deserves a look', () => {
  test.each([
    ['https://app.contoso.com', 'https'],
    ['https://contoso.developer.azure-api.net', 'https'],
    ['http://app.contoso.com', 'http'],
    ['http://localhost:3000', 'loopback'],
    ['https://app.localhost', 'loopback'],
    ['http://127.0.0.1', 'loopback'],
    ['http://[::1]:8080', 'loopback'],
    ['https://10.0.0.1', 'ip'],
    ['https://intranet', 'intranet'],
    ['https://app.corp', 'intranet'],
    ['https://app.test', 'intranet'],
    ['https://shop.azurewebsites.net', 'shared-hosting'],
    ['https://calm-river-0a1b2c3d4.5.azurestaticapps.net', 'https'],
    ['https://calm-river-0a1b2c3d4-12.westus2.5.azurestaticapps.net', 'https'],
    ['https://calm-river.azurestaticapps.net', 'shared-hosting'],
    ['https://shop-a1b2c3d4e5f6g7h8.westeurope-01.azurewebsites.net', 'https'],
    ['https://shop.westeurope-01.azurewebsites.net', 'shared-hosting'],
    ['https://shop.calmriver-0a1b2c3d.westeurope.azurecontainerapps.io', 'https'],
    ['https://shop.azurecontainerapps.io', 'shared-hosting'],
    ['https://azurewebsites.net', 'shared-hosting-suffix'],
    ['https://shop.github.io', 'shared-hosting'],
    ['https://contoso.sharepoint.com', 'shared-hosting'],
    ['https://x.ngrok.app', 'playground'],
    ['https://codepen.io', 'playground'],
    ['capacitor://localhost', 'custom-scheme'],
  ])('%s is %s', (origin, kind) => {
    expect(classifyOrigin(origin)).toBe(kind);
  });
});

test('what passes for an origin at a glance is what a browser sends, and nothing that is looked at comes to another', () => {
  const part = fc.constantFrom(
    'a',
    'app',
    '0',
    '7f',
    '0x7f',
    'xn--e1a',
    'contoso',
    '-',
    '--',
    'b-c',
    '.',
    '..',
    'com',
    '1',
    'A',
    '_',
    ':80',
    '/',
    'x'.repeat(40),
  );
  const text = fc
    .tuple(fc.constantFrom('https://', 'http://', 'ftp://', 'https:/'), fc.array(part, { maxLength: 7 }))
    .map(([scheme, parts]) => scheme + parts.join(''));
  let passed = 0;
  fc.assert(
    fc.property(text, (origin) => {
      if (!isPlainOrigin(origin)) return;
      passed += 1;
      expect(new URL(origin).origin).toBe(origin);
      expect(serialise(origin)).toEqual({ origin, tidied: [] });
    }),
    { numRuns: 20_000 },
  );
  expect(passed).toBeGreaterThan(500);
});
