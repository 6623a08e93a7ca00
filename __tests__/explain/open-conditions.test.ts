import { apiPath, cors, policy, within } from '../../src/layouts/apiops/example.js';
import { app, ask } from '../asking.js';

/** What a template or a pipeline puts into a condition is not known here, however it is written; nor is a text of C# that it puts in. */

const kinds = ['{{xx}}', '${xx}', '__XX__', '#{xx}#', '{#xx#}', '%XX%', '$(xx)'];
const refusal = ['<return-response>', '  <set-status code="403" />', '</return-response>'];
const under = (condition: string) =>
  policy(['<base />', ...within('choose', within(`when condition="${condition}"`, refusal)), ...cors({ origins: [app] })]);
const origin = 'context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;)';

describe.each(kinds)('%s', (part) => {
  test.each([
    ['is all of a condition', part],
    ['is the code of one', `@(${part})`],
    ['is part of its code', `@(${origin} != &quot;${app}&quot; || ${part})`],
    ['is a text that is compared with the origin', `@(${origin} != &quot;${part}&quot;)`],
    ['is part of such a text', `@(${origin} == &quot;https://${part}.contoso.com&quot;)`],
  ])('%s', async (_, condition) => {
    const explained = await ask({ [apiPath]: under(condition) });
    expect([explained.verdict, explained.actual.backendCalled]).toEqual(['unknown', 'unknown']);
    expect(new Set(explained.outcomes.map(({ verdict }) => verdict))).toEqual(new Set(['allowed', 'blocked']));
  });
});

test('what C# says itself is known', async () => {
  const explained = await ask({ [apiPath]: under(`@(${origin} != &quot;${app}&quot;)`) });
  expect([explained.verdict, explained.actual.backendCalled]).toEqual(['allowed', true]);
});
