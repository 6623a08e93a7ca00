import fc from 'fast-check';
import { ConfigError } from '../../src/config/errors.js';
import { askedIn, type Command } from '../../src/github/command.js';

function read(text: string): Command {
  const asked = askedIn(text);
  if (asked === null) throw new Error('not a command');
  return asked.read();
}

test('explain, with everything there is to say', () => {
  const text =
    '/apim-cors explain origin=HTTPS://App.Contoso.com:443/ method=PUT workspace=sales api=orders operation=put-order header="Content-Type: application/json" header=x-trace credentials=include product=gold key=header environment=prod';
  expect(read(text)).toEqual({
    kind: 'explain',
    asked: {
      request: {
        origin: 'https://app.contoso.com',
        method: 'PUT',
        headers: [
          { name: 'Content-Type', value: 'application/json' },
          { name: 'x-trace', value: null },
        ],
        credentials: 'include',
      },
      destination: { kind: 'name', workspace: 'sales', api: 'orders', operation: 'put-order' },
      product: 'gold',
      key: 'header',
    },
    environment: 'prod',
  });
});

test.each<[string, string, Command]>([
  ['a rule', '/apim-cors rules wildcard-origin', { kind: 'rules', rule: 'wildcard-origin' }],
  ['the list of rules', '/apim-cors  rules ', { kind: 'rules', rule: null }],
  ['contracts', '/apim-cors contracts', { kind: 'contracts', environment: null }],
  ['contracts of an environment', '/apim-cors contracts environment=prod', { kind: 'contracts', environment: 'prod' }],
  ['the name alone', '/apim-cors', { kind: 'help' }],
  ['help', '/apim-cors\thelp', { kind: 'help' }],
  [
    'what follows the first line is the reader’s',
    '/apim-cors rules wildcard-origin\r\nThanks! rules x y z',
    { kind: 'rules', rule: 'wildcard-origin' },
  ],
])('%s', (_, text, command) => {
  expect(read(text)).toEqual(command);
});

test('a request by its path', () => {
  expect(read('/apim-cors explain origin=null method=GET url="/orders/4 2?x=a=b"')).toMatchObject({
    asked: { request: { origin: 'null', credentials: 'same-origin' }, destination: { kind: 'url', url: '/orders/4 2?x=a=b' }, key: null },
  });
});

test.each([
  '',
  'Please /apim-cors rules',
  ' /apim-cors rules',
  '> /apim-cors rules',
  '/apim-corsrules',
  '/APIM-CORS rules',
  '`/apim-cors rules`',
  '\n/apim-cors',
])('%j is no command', (text) => {
  expect(askedIn(text)).toBeNull();
});

test('a page for its origin, and the mode', () => {
  expect(read('/apim-cors explain origin=https://a.com/b method=post mode=navigate url=/x')).toMatchObject({
    asked: { request: { origin: 'https://a.com' }, given: 'https://a.com/b', mode: 'navigate' },
  });
});

const request = 'origin=https://a.com method=GET';

test.each([
  ['/apim-cors explian', "there is no command 'explian'; did you mean 'explain'?"],
  ['/apim-cors contract', "there is no command 'contract'; did you mean 'contracts'?"],
  ['/apim-cors contracts prod', "contracts knows no 'prod'"],
  ['/apim-cors contracts origin=null', "contracts knows no 'origin'"],
  ['/apim-cors contracts environment=a environment=b', 'environment is given twice'],
  ['/apim-cors rules a b', 'rules takes one rule'],
  ['/apim-cors explain', 'explain needs origin, as in origin=https://app.contoso.com'],
  ['/apim-cors explain origin=https://a.com', 'explain needs method, as in method=PUT'],
  [`/apim-cors explain ${request}`, 'explain needs api'],
  [`/apim-cors explain ${request} api=a url=/a`, 'either by url or by api'],
  [`/apim-cors explain ${request} apis=a`, "explain knows no 'apis'; did you mean 'api'?"],
  [`/apim-cors explain ${request} api=a api=b`, 'api is given twice'],
  [`/apim-cors explain ${request} api=`, 'api has no value'],
  [`/apim-cors explain ${request} api`, 'api has no value'],
  [`/apim-cors explain ${request} api="a`, 'a double quote is not closed'],
  [`/apim-cors explain ${request} api=a key=cookie`, 'key is one of none, header, query'],
  [`/apim-cors explain ${request} api=a mode=no`, 'mode is one of cors, no-cors, navigate'],
  ['/apim-cors explain origin=https://a.com method=PUT api=a mode=navigate', 'a navigation is a GET (a link, a form) or a POST (a form), never PUT'],
  [`/apim-cors explain ${request} api=a credentials=yes`, 'credentials is one of omit, same-origin, include'],
  [`/apim-cors explain ${request} api=a header=":x"`, 'is no header'],
  ['/apim-cors explain origin=a.com method=GET api=a', "'a.com' is no origin"],
  ['/apim-cors explain origin=https://a.com method=TRACE api=a', 'browsers refuse to send TRACE'],
  [`/apim-cors explain ${request} api=${'x'.repeat(5000)}`, 'at most 2000 characters'],
  [`/apim-cors explain ${request} __proto__=a`, "explain knows no '__proto__'"],
])('%s', (text, message) => {
  expect(() => read(text)).toThrow(ConfigError);
  expect(() => read(text)).toThrow(message);
});

test('whatever a comment holds, it is a command, a complaint in one line, or none of ours', () => {
  const pieces = fc.constantFrom(
    'explain',
    'rules',
    'contracts',
    ' ',
    '\t',
    '"',
    '=',
    'origin=https://a.com',
    'method=GET',
    'api=a',
    '\n',
    '\u202e',
    '@octocat',
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 }), (parts) => {
      const asked = askedIn(`/apim-cors ${parts.join('')}`);
      expect(asked?.line).not.toMatch(/[\r\n]/);
      try {
        asked?.read();
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
  );
});
