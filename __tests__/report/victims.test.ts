import { defaultSettings } from '../../src/config/settings.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { rules } from '../../src/rules/catalogue.js';
import { memoryTree } from '../memory-tree.js';

const options = { settings: defaultSettings, today: '2026-01-01' };
const change = 'can no longer|may no longer|can now|may now';
const state =
  'may|cannot|gets? less|get all|get 404|get nothing|may get|never get|never reach|skip|do not reach|can tell|keep|passes|(?:is|are) listed|are no longer checked|(?:is|are) on shared hosting|is nearly|never need|need|ask again|forget|do not keep|meet';
const who =
  '[a-z][a-z.+-]*://\\S+|\\d+ web apps?|any other website|the origin null|web apps|callers|requests|preflights|browsers|form posts of other sites|an unknown origin|nobody';
const titled = new RegExp(`^(?:${who})(?: .*)? (?:${change}|${state}) |^\\S+( \\S+)* is refused at save: nothing is deployed$`);

test.each(rules.map((rule) => [rule.id, rule] as const))('the title of a cause names a victim: %s', async (id, rule) => {
  for (const { head, base } of rule.fails) {
    const after = memoryTree(head, 'head');
    const told = [await scanTree(after, options), ...(base === undefined ? [] : [await reviewTrees(memoryTree(base, 'base'), after, options)])];
    const titles = told.flatMap(rootCauses).filter(({ findings }) => findings.some((one) => one.rule === id));
    for (const cause of titles) {
      expect(causeTitle(cause)).toMatch(titled);
      expect(Array.from(causeTitle(cause)).length).toBeLessThanOrEqual(80);
    }
  }
});
