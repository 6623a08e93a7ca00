import fc from 'fast-check';
import { LaterFlow } from '../../src/apim/policy-flow.js';
import { QuickLooks } from '../../src/apim/quick-looks.js';
import {
  FlowReader,
  mayCarryOrigin,
  mayNameOddly,
  mayNameOrigin,
  mayWriteCorsHeaders,
  onlySetsVariables,
  setsRequestAuthorization,
  setsRequestOrigin,
} from '../../src/apim/read-flow.js';
import { readPolicy } from '../../src/apim/read-policy.js';
import { detached } from '../../src/text/strings.js';
import { elementsOf, parseXml } from '../../src/xml/document.js';

const pieces = [
  ...[
    'origin',
    'Origin',
    'ORIG\u0130N',
    '<origin',
    '/origin',
    '-Origin',
    'variable',
    'set-Variable',
    'Access-Control-',
    'access-control',
    '<Cors',
    '<include-fragment',
  ],
  ...['<authentication-', 'Authori', 'zation', '-control-', 'Refe', 'rer', "name='", '\u0130'],
  ...['<set-header ', ' name="', "' ", '"', '&', '&#79;', ' x=', '=', '>', '<', '\n', '\u212a', '\u017f', 'a'],
];
const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));

test('a look at the text in lower case finds what the patterns for it find', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lower = text.toLowerCase();
      const isNamed = /[^<\/-]origin|access-control-|<include-fragment|<cors|variable|referer/i.test(text);
      // In lower case, where the sign of kelvin is a plain k: no name that counts has one.
      const mayBeNamed = /<set-header/i.test(text) && /\bname\s*=\s*(?:"[^"]*|'[^']*)[@{&%$#_\u007f-\uffff]/.test(lower);
      expect(mayCarryOrigin(lower)).toBe(isNamed || mayBeNamed);
      expect(mayWriteCorsHeaders(text, lower)).toBe(/access-control-|\sname\s*=\s*["'][^"'<]*&/i.test(text));
      expect(setsRequestOrigin(text, lower)).toBe(/<set-header\s[^<>]*\bname\s*=\s*["']\s*origin\s*["']/i.test(text));
    }),
    { numRuns: 2000 },
  );
});

test('one pass over a text rules out what each look by itself does', () => {
  fc.assert(
    fc.property(texts, fc.subarray(['set-variable', 'choose', 'mock-response', 'set-status']), (text, elements) => {
      const lower = text.toLowerCase();
      const names = new Set(elements);
      const looks = new QuickLooks({ text, names });
      const namesOddly = mayNameOddly(lower);
      expect(looks).toMatchObject({
        namesOddly,
        writesCors: mayWriteCorsHeaders(text, lower),
        namesOrigin: mayNameOrigin(text, lower),
        setsOrigin: setsRequestOrigin(text, lower),
        setsAuthorization: setsRequestAuthorization(text, lower),
        // A choice that answers may look at anything of a request.
        carriesOrigin: mayCarryOrigin(lower) || (names.has('choose') && names.has('mock-response')),
        onlySetsVariables: onlySetsVariables(text, lower, namesOddly, names),
      });
    }),
    { numRuns: 3000 },
  );
});

const policies = fc.letrec<{ one: string; many: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      '<base/>',
      '<set-variable name="v" value="@(context.Request.Url.Path)" />',
      `<set-variable name="w" value='@((string)context.Variables["v"])' />`,
      '<set-header name="X-A"><value>a</value></set-header>',
      '<set-header name="&#79;rigin"><value>a</value></set-header>',
      '<check-header name="Origin" failed-check-httpcode="403"><value>https://a.example</value></check-header>',
      '<include-fragment fragment-id="f" />',
      '<cors><allowed-origins><origin>*</origin></allowed-origins></cors>',
      '<set-header name="Access-Control-Allow-Origin"><value>*</value></set-header>',
      '<send-request response-variable-name="r" />',
      `<send-request response-variable-name="r"><set-url>@((string)context.Variables["v"])</set-url></send-request>`,
      '<wait for="all"><send-request response-variable-name="r" /></wait>',
      '<mock-response />',
      '<set-backend-service base-url="https://b.example" />',
      `<set-backend-service base-url='@((string)context.Variables["v"])' />`,
      `<retry condition='@(context.Variables.ContainsKey("v"))' count="1" interval="1"><set-variable name="u" value="1" /></retry>`,
      '<set-variable name="p" value="@(context.Request.Headers.GetValueOrDefault(&quot;Referer&quot;, &quot;&quot;))" />',
      '<set-variable name="q" value="@(context.Request.Headers.GetValueOrDefault(&quot;X-Origin&quot;, &quot;&quot;))" />',
      '<rate-limit calls="5" renewal-period="60" />',
    ),
    fc
      .tuple(
        tie('many'),
        fc.constantFrom('true', 'context.Variables.ContainsKey(&quot;v&quot;)', 'context.Request.Headers.ContainsKey(&quot;X-Origin&quot;)'),
      )
      .map(([inner, condition]) => `<choose><when condition="@(${condition})">${inner}</when><otherwise>${inner}</otherwise></choose>`),
    tie('many').map((inner) => `<return-response>${inner}</return-response>`),
  ),
  many: fc.array(tie('one'), { maxLength: 4 }).map((all) => all.join('\n')),
}));

const variables = fc
  .array(
    fc.constantFrom(
      '<base/>',
      '<set-variable name="v" value="@(context.Request.Url.Path)" />',
      `<set-variable name="w" value='@((string)context.Variables["v"])' />`,
      `<send-request response-variable-name="r"><set-url>@((string)context.Variables["v"])</set-url></send-request>`,
      '<wait for="all"><send-request response-variable-name="r" /></wait>',
      '<rate-limit calls="5" renewal-period="60" />',
    ),
    { maxLength: 4 },
  )
  .map((all) => all.join('\n'));
const sections = fc.oneof(policies.many, variables);

test('of a document that only sets variables the flow is read later, and is the same', () => {
  let later = 0;
  fc.assert(
    fc.property(sections, sections, (inbound, outbound) => {
      const text = `<policies><inbound>${inbound}</inbound><outbound>${outbound}</outbound></policies>`;
      const file = readPolicy('policy.xml', 'id', text);
      const parsed = parseXml(text);
      if (!file.ok || !parsed.ok || !(file.document.flow instanceof LaterFlow)) return;
      later += 1;
      const { flow } = file.document;
      const reader = new FlowReader(text, text.toLowerCase(), [], () => {
        throw new Error('no step has a place');
      });
      const steps = elementsOf(parsed.document.root).map((section) => reader.steps(section));
      expect([...flow.values()]).toEqual(steps);
      expect([flow.get('inbound'), flow.get('outbound'), flow.get('on-error')]).toEqual([...steps, undefined]);
      expect([...flow.values()].flat().filter(({ kind }) => !['base', 'variable', 'request-part'].includes(kind))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
  expect(later).toBeGreaterThan(20);
});

test('a detached text is the same text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => detached(text) === text));
});
