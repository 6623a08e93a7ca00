import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, globalPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { causeReason } from '../../src/report/sentences/cause-reasons.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { accessWhyText } from '../../src/report/trace-sentences.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), { settings: defaultSettings, today: '2026-01-01' });
const own = (origins: readonly string[], attributes?: string): Files => ({
  [apiPath]: policy(cors({ origins, ...(attributes === undefined ? {} : { attributes }) })),
});
const told = (made: Review): readonly string[] =>
  rootCauses(made).flatMap((one) => (one.severity === 'info' || one.status === 'existing' ? [] : [causeTitle(one)]));

describe('what there is to know of an origin is told with what it gains', () => {
  test.each([
    ['http://localhost:3000', 'on a machine of the user'],
    ['http://shop.contoso.com', 'over plain http'],
    ['https://intranet', 'in a private network'],
    ['https://shop.azurewebsites.net', 'on shared hosting'],
    ['capacitor://app', 'without a website'],
  ])('%s, %s', async (origin) => {
    expect(told(await review(own([app]), own([app, origin])))).toEqual([`${origin} can now call orders`]);
  });

  test('in a fragment', async () => {
    const including = { [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']) };
    const files = (origins: readonly string[]): Files => ({
      ...including,
      [fragmentPath]: [...within('fragment', cors({ origins })), ''].join('\n'),
    });
    expect(told(await review(files([app]), files([app, 'http://localhost:3000'])))).toEqual(['http://localhost:3000 can now call orders']);
  });

  test('its fix is one of that cause', async () => {
    const [cause] = rootCauses(await review(own([app]), own([app, 'http://localhost:3000'])));
    expect(cause?.repairs.map(({ title }) => title.code)).toEqual(['delete-entry']);
  });
});

describe('why a gain deserves a look is said of those whose it is', () => {
  const reasonOf = async (base: Files, head: Files): Promise<string> => {
    const [cause] = rootCauses(await review(base, head));
    return cause === undefined ? '' : wholePhrase(causeReason(cause));
  };
  const machine = 'anything that runs on the user’s own machine';

  test('two that gain, and one of them is of a machine', async () => {
    expect(await reasonOf(own([app]), own([app, 'http://localhost:3000', 'https://shop.contoso.com']))).toContain(
      `(http://localhost:3000: ${machine})`,
    );
  });

  test('two of two kinds', async () => {
    const reason = await reasonOf(own([app]), own([app, 'http://localhost:3000', 'https://intranet']));
    expect(reason).toContain(`http://localhost:3000: ${machine}`);
    expect(reason).toContain('https://intranet: a reserved or single-label name');
  });

  test('both are of one kind', async () => {
    expect(await reasonOf(own([app]), own([app, 'http://localhost:3000', 'http://localhost:4200']))).toContain(`(${machine})`);
  });
});

test.each(['', ' allow-credentials="true"', ' terminate-unmatched-request="true"'])(
  'an outcome names no reading that it does not need: <cors%s>',
  async (attributes) => {
    const made = await review({ [globalPath]: policy([]), ...own([app]) }, { [globalPath]: policy([]), ...own(['*'], attributes) });
    const [after] = made.changes.flatMap(({ origins }) => origins.flatMap((one) => (one.origin === 'null' ? [one.after] : [])));
    expect(after === undefined ? '' : accessWhyText(after.why)).toBe(
      "allowed if <origin>*</origin> matches the origin 'null'; blocked if <origin>*</origin> does not match the origin 'null'",
    );
    const texts = after?.otherwise.map((one) => JSON.stringify(one)) ?? [];
    expect(new Set(texts).size).toBe(texts.length);
  },
);
