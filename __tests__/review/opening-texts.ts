import { cors, policy } from '../../src/layouts/apiops/example.js';

/** Policies that open an API, each written so that a reader may take them for something else. */

const creds = { attributes: ' allow-credentials="true"' };
/** What the API has before. */
export const own = policy(cors({ origins: ['https://app.contoso.com'], ...creds }));
/** Opened to every website, with credentials. */
export const open = policy(cors({ origins: ['*'], ...creds }));

const before = (text: string): string => `${text}${open}`;
const inside = (text: string): string => open.replace('<inbound>', `<inbound>\n${text}`);
const long = 'x'.repeat(300_000);

/** What a policy is made of that opens. */
export const openingTexts: readonly (readonly [fact: string, text: string])[] = [
  ['as it is', open],
  ['a letter in front', before('x')],
  ['a control character in front', before('\u0001')],
  ['a byte order mark in the middle', before(' \ufeff')],
  ['two byte order marks', before('\ufeff\ufeff')],
  ['a bracket in front', before('<')],
  ['a closing tag in front', before('</x>')],
  ['an element in front', before('<x/>')],
  ['a long comment in front', before(`<!--${long}-->`)],
  ['many comments in front', before('<!-- a -->\n'.repeat(20_000))],
  ['a comment that does not end in front', before('<!-- ')],
  ['a comment of dashes', before('<!-- a -- b -->')],
  ['a directive', before('<?xml version="1.0"?>\n')],
  ['a directive that does not end', before('<?xml ')],
  ['a directive behind a space', before(' <?xml version="1.0"?>')],
  ['a document type', before('<!DOCTYPE policies>')],
  ['a document type with an entity', before('<!DOCTYPE policies [<!ENTITY a "b">]>')],
  ['a CDATA section in front', before('<![CDATA[x]]>')],
  ['a template’s directive in front', before('%{ if true }\n')],
  ['a template’s hole in front', before('{{x}}')],
  ['an expression in front', before('@(1)')],
  ['sections in upper case', open.replaceAll('inbound', 'INBOUND')],
  ['the root in upper case', open.replaceAll('policies', 'Policies')],
  ['a prefix on the root', open.replace('<policies>', '<a:policies xmlns:a="b">').replace('</policies>', '</a:policies>')],
  ['a prefix on the cors', open.replaceAll('<cors', '<a:cors').replaceAll('</cors', '</a:cors')],
  ['cors in upper case', open.replaceAll('cors', 'CORS')],
  ['origin in upper case', open.replaceAll('origin>', 'Origin>')],
  ['the list of origins in upper case', open.replaceAll('allowed-origins', 'Allowed-Origins')],
  ['credentials in upper case', open.replace('allow-credentials', 'Allow-Credentials')],
  ['a flag with a space', open.replace('"true"', '" true "')],
  ['a flag in upper case', open.replace('"true"', '"TRUE"')],
  ['the star as a reference', open.replace('>*<', '>&#42;<')],
  ['the star as a hexadecimal reference', open.replace('>*<', '>&#x2A;<')],
  ['the star in CDATA', open.replace('>*<', '><![CDATA[*]]><')],
  ['the star beside a comment', open.replace('>*<', '><!-- a -->*<')],
  ['the star between lines', open.replace('>*<', '>\n *\n<')],
  ['the star as an expression', open.replace('>*<', '>@("*")<')],
  ['the star as an expression in references', open.replace('>*<', '>@(&quot;*&quot;)<')],
  ['an expression that never closes', inside('<set-variable name="a" value="@(&#34;(&#34; + 1" />')],
  ['a named value in front of the cors', inside('{{site}}')],
  ['text in front of the cors', inside('@("<!--")')],
  ['text that looks like a comment', inside('@{ /* }')],
  ['a second list', open.replace('<allowed-methods>', '<allowed-origins><origin>https://x.contoso.com</origin></allowed-origins><allowed-methods>')],
  ['the cors in a choose', open.replace(/<cors[\s\S]*<\/cors>/, (text) => `<choose><when condition="@(true)">${text}</when></choose>`)],
  ['the cors in a retry', open.replace(/<cors[\s\S]*<\/cors>/, (text) => `<retry condition="@(false)" count="1" interval="1">${text}</retry>`)],
  [
    'headers by hand',
    policy(['<base />']).replace(
      '<outbound>',
      '<outbound><set-header name="Access-Control-Allow-Origin" exists-action="override"><value>@(context.Request.Headers.GetValueOrDefault("Origin",""))</value></set-header><set-header name="Access-Control-Allow-Credentials" exists-action="override"><value>true</value></set-header>',
    ),
  ],
  [
    'a header’s name as references',
    policy(['<base />']).replace(
      '<outbound>',
      '<outbound><set-header name="Access&#45;Control-Allow-Origin" exists-action="override"><value>*</value></set-header>',
    ),
  ],
  [
    'a header’s name computed',
    policy(['<base />']).replace(
      '<outbound>',
      '<outbound><set-header name="@(&quot;Access-&quot; + &quot;Control-Allow-Origin&quot;)" exists-action="override"><value>*</value></set-header>',
    ),
  ],
  ['UTF-7 declared', before('<?xml version="1.0" encoding="utf-7"?>')],
  ['nul characters', open.replace('<cors', '\0<cors')],
  ['cut off', open.slice(0, open.indexOf('</cors>'))],
  ['behind its root', `${own}${open}`],
  ['an attribute twice', open.replace('allow-credentials="true"', 'allow-credentials="false" allow-credentials="true"')],
];

/** With these alone the access does not widen for certain, so an error or a warning is right. */
export const doubtful = /by hand|computed|star as an expression|as references$|named value in front|a second list/;
